package scan

import (
	"slices"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// highServices are ports above 1023 on which well-known services listen, so that
// a sweep of them is one for that service (IANA registry and common practice).
var highServices = func() (set [65536 / 64]uint64) {
	for _, p := range []uint16{
		1080, 1099, 1194, 1433, 1434, 1521, 1701, 1720, 1723, 1812, 1813, 1883, 1900, 2000, 2049, 2082, 2083, 2181,
		2222, 2323, 2375, 2376, 2379, 3000, 3128, 3260, 3268, 3269, 3306, 3389, 3478, 3632, 4369, 4444, 4500, 4786,
		4899, 5000, 5001, 5038, 5060, 5061, 5353, 5355, 5432, 5555, 5601, 5672, 5683, 5900, 5901, 5902, 5903, 5984, 5985, 5986,
		6000, 6001, 6379, 6443, 6667, 7001, 7547, 8000, 8001, 8008, 8009, 8080, 8081, 8088, 8089, 8181, 8291, 8443, 8500,
		8545, 8728, 8834, 8883, 8888, 9000, 9001, 9042, 9090, 9092, 9100, 9200, 9300, 9418, 9443, 10000, 10250, 11211,
		15672, 20000, 27017, 37215, 44818, 47808, 50000, 50070, 52869, 61616,
	} {
		set[p/64] |= 1 << (p % 64)
	}
	return set
}()

// clientPort reports whether ordinary programs try a port of hosts all over the world.
func clientPort(port uint16) bool {
	switch port {
	case 25, 53, 80, 110, 123, 143, 443, 465, 587, 853, 993, 995, 3478, 5222, 5228, 8080, 8443:
		return true
	}
	return false
}

// insidePort reports whether a service is for a network's own people: whoever
// outside asks many hosts for it is looking for one that is open by mistake.
func insidePort(port uint16) bool {
	switch port {
	case 23, 69, 111, 135, 137, 139, 161, 389, 445, 512, 513, 514, 548, 623, 873, 1433, 1521, 2049, 2375, 3306,
		3389, 5432, 5900, 5985, 6379, 9200, 11211, 27017:
		return true
	}
	return false
}

// oneWayPort reports whether what is sent to a UDP port is never answered: logs,
// counters, flow records, wake-ups.
func oneWayPort(port uint16) bool {
	switch port {
	case 7, 9, 162, 514, 1514, 2003, 2055, 4739, 5140, 6343, 8094, 8125, 9995, 9996, 12201, 25826:
		return true
	}
	return false
}

// carrier are the IP protocols by which routers and gateways speak to each other,
// often without an answer (IANA): they are no search for protocols.
var carrier = [256]bool{
	2: true, 4: true, 41: true, 46: true, 47: true, 50: true, 51: true, 88: true, 89: true, 94: true, 97: true,
	103: true, 108: true, 112: true, 115: true, 124: true, 132: true, 135: true, 136: true, 137: true, 139: true,
}

// servicePort reports whether a port is one that services are known to listen on.
func servicePort(_ uint8, port uint16) bool {
	return port < 1024 && port != 0 || highServices[port/64]&(1<<(port%64)) != 0
}

// families are the ports of one kind of server: when it is down, a client of it
// fails at all of them, and has failed once.
var families = [][]uint16{
	{53, 88, 123, 135, 137, 138, 139, 389, 445, 464, 593, 636, 3268, 3269, 5357, 5722, 5985, 5986, 9389, 42, 1512}, // directory and file services
	{25, 110, 143, 465, 587, 993, 995, 2525, 4190},                                                                 // mail
	{80, 443, 8000, 8008, 8080, 8081, 8443, 8888, 3128},                                                            // web and its proxies
	{20, 21, 989, 990},                            // FTP
	{5060, 5061, 1720, 2000, 3478, 5349},          // telephony
	{111, 2049, 20048, 4045, 32765, 32766, 32767}, // NFS
	{515, 631, 9100},                              // printing
	{161, 162, 199, 705},                          // SNMP
	{500, 4500, 1701, 1723, 1194},                 // VPN
	{6379, 26379, 11211, 5672, 15672, 9092, 2181, 9200, 9300, 27017, 27018}, // data back ends
	{2379, 2380, 6443, 10250, 10256, 10257, 10259},                          // container clusters
	{554, 1935, 8554}, // video
}

const (
	// dynamicPort is where IANA's and Linux's ports for callers begin: what waits there was
	// told by another service (RPC, FTP), and all of it is one family.
	dynamicPort   = 32768
	dynamicFamily = 63
	ownFamilies   = 32 // of hashed places for ports that are a family of their own
)

// familyOf gives one of 64 families; ports that belong to none share the upper
// places by their number.
func familyOf(port uint16) uint {
	for i, f := range families {
		if slices.Contains(f, port) {
			return uint(i)
		}
	}
	if port >= dynamicPort {
		return dynamicFamily
	}
	return uint(len(families)) + uint(port)%ownFamilies
}

// services remembers which targets have answered anybody: direct-mapped, bounded.
type services struct {
	tags []uint64
	seed uint64
}

const serviceSlots = 1 << 16

func (t *services) init(seed uint64) { t.tags, t.seed = make([]uint64, serviceSlots), seed }

func (t *services) hash(a *packet.Addr, proto uint8, port uint16) uint64 {
	hi, lo := a.Halves()
	return sketch.Hash(t.seed+uint64(proto)<<16+uint64(port), hi, lo) | 1
}

func (t *services) add(e *analyzers.Event) {
	h := t.hash(&e.Source, e.Proto, e.TargetPort)
	t.tags[h>>8%serviceSlots] = h
}

// slot is where the target of e is remembered.
func (t *services) slot(e *analyzers.Event) *uint64 {
	return &t.tags[t.hash(&e.Target, e.Proto, e.TargetPort)>>8%serviceSlots]
}

func (t *services) known(e *analyzers.Event) bool {
	h := t.hash(&e.Target, e.Proto, e.TargetPort)
	return t.tags[h>>8%serviceSlots] == h
}

// routers knows which stations forward for others: those that sent IPv4 packets
// of another source than the one they resolve addresses for.
type routers struct {
	slots []station
	seed  uint64
}

// station is one Ethernet address and the IPv4 sources seen from it. An address
// of the contract is told at most four times a lane.
type station struct {
	mac     [6]byte
	n       uint8
	sources [4][4]byte
}

const stationSlots = 1 << 12

func (t *routers) init(seed uint64) { t.slots, t.seed = make([]station, stationSlots), seed }

func (t *routers) slot(mac [6]byte) *station {
	h := sketch.Hash(t.seed, uint64(mac[0])<<8|uint64(mac[1]), uint64(mac[2])<<24|uint64(mac[3])<<16|uint64(mac[4])<<8|uint64(mac[5]))
	return &t.slots[h%stationSlots]
}

func (t *routers) add(e *analyzers.Event) {
	mac := [6]byte(e.Target[10:])
	s := t.slot(mac)
	if s.mac != mac {
		*s = station{mac: mac}
	}
	ip := [4]byte(e.Source[12:])
	for _, known := range s.sources[:s.n] {
		if known == ip {
			return
		}
	}
	if int(s.n) < len(s.sources) {
		s.sources[s.n] = ip
		s.n++
	}
}

// routes reports whether mac has carried packets of a source other than self.
func (t *routers) routes(mac [6]byte, self packet.Addr) bool {
	s := t.slot(mac)
	if s.mac != mac || mac == [6]byte{} {
		return false
	}
	others := 0
	for _, ip := range s.sources[:s.n] {
		if !self.Is4() || ip != [4]byte(self[12:]) {
			others++
		}
	}
	if !self.Is4() {
		return others > 1 // the station's own IPv4 address is one of them
	}
	return others > 0
}
