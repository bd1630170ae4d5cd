-- Makes a build the present one.
INSERT INTO fact_build (number, definition, events, erased, registry, rows, at)
SELECT {number:UInt64}, {definition:UInt64}, {events:UInt64}, {erased:UInt64}, {registry:UInt64}, {rows:UInt64}, {at:DateTime64(3, 'UTC')}
