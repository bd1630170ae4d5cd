-- The mark is replaced by a clause that names the cluster, where the address has one.
CREATE DATABASE IF NOT EXISTS {database:Identifier} /*ON CLUSTER*/
