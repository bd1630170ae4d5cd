EXCHANGE TABLES standing_referral AND {next:Identifier}
