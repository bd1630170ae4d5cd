EXCHANGE TABLES standing_profile AND {next:Identifier}
