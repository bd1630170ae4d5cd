CREATE TABLE {next:Identifier} AS standing_referral
