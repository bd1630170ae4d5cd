-- The mark is replaced by a clause that names the cluster, where the address has one.
DROP DATABASE IF EXISTS {database:Identifier} /*ON CLUSTER*/ SYNC
