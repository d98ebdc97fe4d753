package alert

import (
	"container/list"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// episodeKey names an episode: one adversary, one kind, from one time on.
type episodeKey struct {
	source packet.Addr
	opened int64
	kind   analyzers.Kind
}

func keyOf(f *analyzers.Finding) episodeKey {
	return episodeKey{source: f.Source, opened: f.Episode, kind: f.Kind}
}

// Episode is what an adversary does of one kind until it stops: one open
// alert, updates as it grows past its ladders, one close.
type Episode struct {
	key  episodeKey
	mark mark // its severity never falls while the episode lasts
	// hosts and ports are the most seen; the bases are what they were when the
	// latest target set began.
	hosts, ports         uint32
	baseHosts, basePorts uint32
	setTold              int64 // when a new target set was told last
	waiting              bool  // a new target set has not been told yet
}

// name is 16 hex digits for the episode.
func (k *episodeKey) name() string { return digest(k.bytes()) }

// alertName is 16 hex digits for one alert of the episode: its phase and, for an
// update, the rungs that it told.
func (k *episodeKey) alertName(phase string, m *mark) string {
	b := append(k.bytes(), phase...)
	if phase == PhaseUpdate {
		b = append(b, m.hosts, m.ports, m.newHosts, m.newPorts, m.open, byte(m.severity))
		b = binary.BigEndian.AppendUint32(b, uint32(m.methods))
		b = binary.BigEndian.AppendUint32(b, m.sets)
		if m.tool {
			b = append(b, 't')
		}
		if m.milestone > 0 {
			b = append(b, 'm', m.milestone)
		}
	}
	return digest(b)
}

// bytes has a fixed length for the address and the time, so that no two
// episodes give the same bytes.
func (k *episodeKey) bytes() []byte {
	b := append(make([]byte, 0, 96), k.source[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(k.opened))
	b = append(b, k.kind.String()...)
	return append(b, 0)
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// episodes is the bounded table of open episodes. When it is full it forgets
// the one longest untouched among those of the least severity: a flood of forged outside
// sources then pushes out its own like, not the host of ours that scans.
type episodes struct {
	limit int
	byKey map[episodeKey]*list.Element
	ages  [NumSeverities]list.List // front: touched longest ago
}

func newEpisodes(limit int) *episodes {
	return &episodes{limit: limit, byKey: make(map[episodeKey]*list.Element)}
}

func (t *episodes) get(k episodeKey) *Episode {
	if el := t.byKey[k]; el != nil {
		return el.Value.(*Episode)
	}
	return nil
}

// put stores e as the latest touched and reports whether another was forgotten.
func (t *episodes) put(e *Episode) (evicted bool) {
	if len(t.byKey) >= t.limit {
		evicted = t.evict()
	}
	t.byKey[e.key] = t.ages[e.mark.severity].PushBack(e)
	return evicted
}

// touch moves e to the end of the list of its severity, which may have risen
// from old.
func (t *episodes) touch(e *Episode, old Severity) {
	el := t.byKey[e.key]
	if old == e.mark.severity {
		t.ages[old].MoveToBack(el)
		return
	}
	t.ages[old].Remove(el)
	t.byKey[e.key] = t.ages[e.mark.severity].PushBack(e)
}

func (t *episodes) drop(e *Episode) {
	if el := t.byKey[e.key]; el != nil {
		t.ages[e.mark.severity].Remove(el)
		delete(t.byKey, e.key)
	}
}

func (t *episodes) evict() bool {
	for i := range t.ages {
		if el := t.ages[i].Front(); el != nil {
			delete(t.byKey, el.Value.(*Episode).key)
			t.ages[i].Remove(el)
			return true
		}
	}
	return false
}
