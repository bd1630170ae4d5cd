EXCHANGE TABLES standing_structure AND {next:Identifier}
