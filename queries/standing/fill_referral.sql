INSERT INTO {next:Identifier} SELECT *, {built_from:UInt64} AS built_from FROM worked_referral
