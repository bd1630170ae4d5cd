// Prints the vocabularies of the national library @gouvfr-anct/lieux-de-mediation-numerique, by column of the standard.
const library = require('@gouvfr-anct/lieux-de-mediation-numerique')
const columns = {
  services: library.Service,
  typologie: library.Typologie,
  frais_a_charge: library.Frais,
  itinerance: library.Itinerance,
  publics_specifiquement_adresses: library.PublicSpecifiquementAdresse,
  prise_en_charge_specifique: library.PriseEnChargeSpecifique,
  dispositif_programmes_nationaux: library.DispositifProgrammeNational,
  formations_labels: library.FormationLabel,
  modalites_acces: library.ModaliteAcces,
  modalites_accompagnement: library.ModaliteAccompagnement
}
console.log(JSON.stringify(Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Object.values(values)]))))
