DROP TABLE IF EXISTS {next:Identifier}
