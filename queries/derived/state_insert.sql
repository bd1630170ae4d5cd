-- Moves all derived tables to the next state.
INSERT INTO derived_state (number, base, correction, places, through, events, erased, attached, registry, filled, last_day, at)
SELECT
    {number:UInt64}, {base:UInt64}, {correction:UInt64}, {places:UInt64}, {through:UInt64},
    {events:UInt64}, {erased:UInt64}, {attached:UInt64}, {registry:UInt64}, {filled:UInt64}, {last_day:Date}, {at:DateTime64(3, 'UTC')}
