-- The numbers of some measures of a scope in one layer, by key; months as the numbers of their first days since 1970-01-01.
SELECT
    toString(measure) AS measure,
    toString(key) AS key,
    days,
    toString(groupArray(toUInt16(month))) AS months,
    toString(groupArray(toUInt16(since))) AS since,
    toString(groupArray(number)) AS numbers
FROM derived_measure
WHERE layer = {layer:UInt64} AND scope = {scope:String} AND measure IN {measures:Array(String)}
    AND (empty({keys:Array(String)}) OR key IN {keys:Array(String)})
GROUP BY measure, key, days
