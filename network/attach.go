package network

// How a structure was attached to its territory, the surest way first.
const (
	byDeclaration = "declared"
	byINSEE       = "insee"
	byPostcode    = "postcode"
	byName        = "name"
	byPosition    = "position"
)

var ways = []string{byDeclaration, byINSEE, byPostcode, byName, byPosition}
