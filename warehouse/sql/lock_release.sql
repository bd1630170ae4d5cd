DROP TABLE IF EXISTS {name:Identifier} /*ON CLUSTER*/
