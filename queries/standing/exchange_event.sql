EXCHANGE TABLES standing_event AND {next:Identifier}
