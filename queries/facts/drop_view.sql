DROP VIEW IF EXISTS {name:Identifier} /*ON CLUSTER*/
