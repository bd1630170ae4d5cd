package funding

import (
	"bytes"
	"os"
	"testing"

	"vigie/network/records"
)

// FuzzRead holds that whatever is read of a file comes back as it was once it is written.
func FuzzRead(f *testing.F) {
	for _, kind := range []string{"calls", "projects", "campaigns", "trainings"} {
		file, err := os.ReadFile("testdata/" + kind + ".csv")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file)
	}
	f.Add([]byte("code,body,starts_on,ends_on,trainees\n a ,\"b\n\"\"c\",2025-12,2025-12,agent:007|\n"))
	f.Add([]byte("code;call;structure;title;stages;payments;cofunders;fte\na;b;c: |;d;refused:2025-1-1|granted:2025-01-01 ;2025-01-01:1:;x:1,;1e3\n"))
	f.Add([]byte("code\tcall\tstructure\ttitle\tstages\tpayments\tfte\ttarget_people\na\tb\tc\t=1+1\tgranted:31/01/2025\t2025-01-01:1:2:3\t0,5\t٣\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		roundTrip(t, callKind(nil), file)
		roundTrip(t, projectKind(nil, nil), file)
		roundTrip(t, campaignKind(nil), file)
		roundTrip(t, trainingKind(nil), file)
	})
}

func roundTrip[T any](t *testing.T, kind records.Kind[T], file []byte) {
	reading, err := kind.Read(bytes.NewReader(file))
	if err != nil {
		return
	}
	var taken []T
	for _, row := range reading.Rows {
		if !row.Refused() {
			taken = append(taken, row.Record)
		}
	}
	var first, second bytes.Buffer
	if err := kind.Write(&first, taken); err != nil {
		t.Fatal(err)
	}
	again, err := kind.Read(bytes.NewReader(first.Bytes()))
	if err != nil {
		t.Fatalf("%v in\n%s", err, first.String())
	}
	var back []T
	for _, row := range again.Rows {
		if row.Refused() {
			t.Fatalf("line %d is refused of\n%s", row.Line, first.String())
		}
		back = append(back, row.Record)
	}
	if err := kind.Write(&second, back); err != nil || second.String() != first.String() || len(back) != len(taken) {
		t.Fatalf("%v, written\n%sread and written again\n%s", err, first.String(), second.String())
	}
}
