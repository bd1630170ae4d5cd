-- A base and its places are going to be filled beside the present state, or have been.
INSERT INTO derived_base (base, places, through, events, erased, attached, registry, filled)
SELECT
    {base:UInt64}, {places:UInt64}, {through:UInt64}, {events:UInt64}, {erased:UInt64}, {attached:UInt64}, {registry:UInt64}, {filled:UInt64}
