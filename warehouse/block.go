package warehouse

import (
	"bytes"
	"io"
	"net/http"

	chproto "github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/column"
	"github.com/ClickHouse/clickhouse-go/v2/lib/proto"
)

// helloSQL is the first question of the driver on each of its connections.
const helloSQL = "SELECT displayName(), version(), revision(), timezone()"

// helloRevision is the protocol revision that the engine gives: at 0 the driver reads and writes blocks without the
// additions of later protocols, which is what the engine's Native format is.
const helloRevision uint32 = 0

// hello answers helloSQL. Its block alone is written in the driver's own revision, because the driver knows no other yet.
func (t *engineTransport) hello(request *http.Request) (*http.Response, error) {
	block := proto.NewBlock()
	for _, c := range []struct {
		name string
		kind column.Type
	}{
		{"displayName()", "String"}, {"version()", "String"}, {"revision()", "UInt32"}, {"timezone()", "String"},
	} {
		if err := block.AddColumn(c.name, c.kind); err != nil {
			return nil, err
		}
	}
	if err := block.Append("Vigie", t.engine.version, helloRevision, t.engine.timezone); err != nil {
		return nil, err
	}
	var buffer chproto.Buffer
	if err := block.Encode(&buffer, clickhouse.ClientTCPProtocolVersion); err != nil {
		return nil, err
	}
	return respond(request, http.StatusOK, io.NopCloser(bytes.NewReader(buffer.Buf)), len(buffer.Buf)), nil
}
