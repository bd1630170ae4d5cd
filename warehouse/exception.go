package warehouse

import (
	"fmt"
	"regexp"
	"strconv"
)

// Error codes of ClickHouse that the transport itself answers with, or looks for (ErrorCodes.cpp).
const (
	codeUnknown        = 1001 // STD_EXCEPTION, for a message of the library without a code
	codeBadArguments   = 36
	codeNotImplemented = 48
	codeSyntaxError    = 62
	codeUnknownSetting = 115
)

// engineError is an error in the engine's words: "Code: 60. DB::Exception: … (UNKNOWN_TABLE)". Above the driver it is a
// *clickhouse.Exception.
type engineError struct {
	code    int
	message string
}

func (e *engineError) Error() string { return e.message }

var engineCode = regexp.MustCompile(`^Code: (\d+)\.`)

func newEngineError(message string) *engineError {
	if match := engineCode.FindStringSubmatch(message); match != nil {
		if code, err := strconv.Atoi(match[1]); err == nil {
			return &engineError{code: code, message: message}
		}
	}
	return &engineError{code: codeUnknown, message: fmt.Sprintf("Code: %d. DB::Exception: %s (STD_EXCEPTION)", codeUnknown, message)}
}

// refuse makes an error of the transport in the form of the engine's.
func refuse(code int, name, format string, arguments ...any) *engineError {
	return &engineError{code: code, message: fmt.Sprintf("Code: %d. DB::Exception: %s. (%s)", code, fmt.Sprintf(format, arguments...), name)}
}
