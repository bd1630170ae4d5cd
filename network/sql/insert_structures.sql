INSERT INTO structure_snapshot
(
    id, imported_at, content, standard, pivot, name, commune, postcode, insee, address, address_detail, latitude, longitude,
    typologies, phone, emails, websites, hours, summary, description, origin, itinerance, parent_structure, updated_on,
    services, publics, adapted, fees, programmes, labels, other_labels, access_modes, support_modes, access_sheet, booking,
    capacity_week, opened_on, closed_on, declared_territory, devices, wifi, charter_signed_on, closed_months, staff_fte,
    staffed_hours_week, hours_known, evening_minutes, weekend_minutes, week
)
