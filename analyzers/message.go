package analyzers

// App is what a payload is, by its port or its first bytes.
type App uint8

// Apps. DNS and WHOIS go by port, the others by their first bytes.
const (
	AppNone         App = iota
	AppOther            // one of the initiator's first payloads
	AppDNS              // TCP or UDP port 53
	AppWHOIS            // TCP port 43
	AppHTTPRequest      // begins with a method of HTTP/1, or the preface of HTTP/2
	AppHTTPResponse     // begins with a status line
	AppTLS              // begins with a handshake record
	AppSSH              // begins with a banner
	NumApps
)

// Bounds of the captured payload that a Message event carries, in bytes.
const (
	MessageBytes = 512
	// RegisteredBytes holds for ports 43 and 53, as zone transfers fill segments, and for HTTP requests that follow each other in one.
	RegisteredBytes = 1500
)

// Batch is a run of events in order, and the payloads that they carry.
type Batch struct {
	Events []Event
	Bytes  []byte
}

// Data is the captured payload of an event of this batch, empty for most. It dies
// with the batch.
func (b *Batch) Data(e *Event) []byte {
	return b.Bytes[e.DataAt : e.DataAt+uint32(e.DataLen) : e.DataAt+uint32(e.DataLen)]
}

// Reset empties the batch.
func (b *Batch) Reset() { b.Events, b.Bytes = b.Events[:0], b.Bytes[:0] }
