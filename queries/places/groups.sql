-- Named groups of territories (pilot sectors), which a question may name like a territory.
SELECT code, members
FROM territory_group FINAL
ORDER BY code
