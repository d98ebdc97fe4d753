package flow

import (
	"testing"

	"github.com/reconwatch/reconwatch/capture/packet"
)

const (
	fin = packet.FIN
	syn = packet.SYN
	rst = packet.RST
	psh = packet.PSH
	ack = packet.ACK
	urg = packet.URG
)

func TestConnect(t *testing.T) {
	run(t, []scenario{
		{"established", []timed{
			{0, ab(syn, tcpOptions(packet.OptSACKPermitted))}, {10 * ms, ba(syn | ack)}, {20 * ms, ab(ack)}, {30 * ms, ab(ack|psh, payload(100))},
		}, []string{
			"0 attempted tcp_connect a>b:80", "10 answered tcp_connect a>b:80 replied", "20 continued tcp_connect a>b:80 x2 replied",
		}},
		{"asymmetric tap, initiator only", []timed{
			{0, ab(syn)}, {20 * ms, ab(ack, acking(77))}, {21 * ms, ab(ack|psh, acking(77), payload(9))}, {40 * ms, ab(ack|psh, acking(99), payload(9))},
		}, []string{"0 attempted tcp_syn a>b:80", "40 continued tcp_syn a>b:80 x4"}},
		{"asymmetric tap, only looked whether it is open", []timed{
			{0, ab(syn)}, {20 * ms, ab(ack, acking(77), seq(1))}, {21 * ms, ab(rst|ack, acking(77), seq(1))},
		}, []string{"0 attempted tcp_syn a>b:80", "21 continued tcp_syn a>b:80 x3", "21 half-open tcp_syn a>b:80 x3"}},
		{"asymmetric tap, broken off when all was read", []timed{
			{0, ab(syn)}, {20 * ms, ab(ack|psh, acking(77), seq(1), payload(9))}, {40 * ms, ab(rst|ack, acking(99), seq(10))},
		}, []string{"0 attempted tcp_syn a>b:80", "40 continued tcp_syn a>b:80 x3"}},
		{"answer seen behind what it caused", []timed{
			{0, ab(syn)}, {1 * ms, ab(ack, acking(77))}, {2 * ms, ba(syn | ack)},
		}, []string{"0 attempted tcp_syn a>b:80", "2 answered tcp_syn a>b:80 x2 replied", "2 continued tcp_syn a>b:80 x2 replied"}},
		{"goes on blindly into silence", []timed{
			{0, ab(syn)}, {1 * ms, ab(ack, acking(77))}, {2 * ms, ab(ack|psh, acking(77), payload(9))},
		}, []string{"0 attempted tcp_syn a>b:80", "5000 silent tcp_syn a>b:80 x3"}},
		{"goes on blindly before the refusal", []timed{
			{0, ab(syn)}, {1 * ms, ab(ack, acking(77))}, {2 * ms, ab(ack, acking(78), payload(9))}, {3 * ms, ba(rst|ack, acking(1))},
		}, []string{"0 attempted tcp_syn a>b:80", "2 continued tcp_syn a>b:80 x3", "3 refused tcp_syn a>b:80 x3 replied"}},
		{"reset later on, answer not seen", []timed{
			{0, ab(syn)}, {1 * ms, ab(ack, acking(77))}, {2 * ms, ab(ack, acking(78), payload(9))}, {3 * ms, ba(rst|ack, acking(10))},
		}, []string{"0 attempted tcp_syn a>b:80", "2 continued tcp_syn a>b:80 x3"}},
		{"asymmetric tap, target only", []timed{
			{0, ba(syn | ack)}, {20 * ms, ba(ack|psh, payload(9))},
		}, nil},
		{
			"refused",
			[]timed{{0, ab(syn)}, {9 * ms, ba(rst | ack)}},
			[]string{"0 attempted tcp_syn a>b:80", "9 refused tcp_syn a>b:80 replied"},
		},
		{"silent", []timed{{0, ab(syn)}}, []string{"0 attempted tcp_syn a>b:80", "5000 silent tcp_syn a>b:80"}},
		{
			"insists",
			[]timed{{0, ab(syn)}, {1000 * ms, ab(syn)}, {3000 * ms, ab(syn)}},
			[]string{"0 attempted tcp_syn a>b:80", "5000 silent tcp_syn a>b:80 x3 insisted"},
		},
		{
			"equal pauses insist",
			[]timed{{0, ab(syn)}, {1000 * ms, ab(syn)}, {1990 * ms, ab(syn)}},
			[]string{"0 attempted tcp_syn a>b:80", "5000 silent tcp_syn a>b:80 x3 insisted"},
		},
		{
			"hasty repetitions do not insist",
			[]timed{{0, ab(syn)}, {100 * ms, ab(syn)}, {1100 * ms, ab(syn)}},
			[]string{"0 attempted tcp_syn a>b:80", "5000 silent tcp_syn a>b:80 x3"},
		},
		{
			"shrinking pauses do not insist",
			[]timed{{0, ab(syn)}, {3000 * ms, ab(syn)}, {4000 * ms, ab(syn)}},
			[]string{"0 attempted tcp_syn a>b:80", "5000 silent tcp_syn a>b:80 x3"},
		},
		{
			"half-open by reset",
			[]timed{{0, ab(syn)}, {5 * ms, ba(syn | ack)}, {6 * ms, ab(rst)}},
			[]string{"0 attempted tcp_syn a>b:80", "5 answered tcp_syn a>b:80 replied", "6 half-open tcp_syn a>b:80 x2 replied"},
		},
		{
			"half-open by reset, answer not seen",
			[]timed{{0, ab(syn)}, {6 * ms, ab(rst)}},
			[]string{"0 attempted tcp_syn a>b:80", "6 half-open tcp_syn a>b:80 x2"},
		},
		{
			"half-open by time",
			[]timed{{0, ab(syn)}, {5 * ms, ba(syn | ack)}},
			[]string{"0 attempted tcp_syn a>b:80", "5 answered tcp_syn a>b:80 replied", "5000 half-open tcp_syn a>b:80 replied"},
		},
		{
			"late answer",
			[]timed{{0, ab(syn)}, {7000 * ms, ba(syn | ack)}, {7100 * ms, ab(ack)}},
			[]string{
				"0 attempted tcp_syn a>b:80", "5000 silent tcp_syn a>b:80", "7000 answered tcp_syn a>b:80 replied",
				"7100 continued tcp_syn a>b:80 x2 replied",
			},
		},
		{
			"late refusal",
			[]timed{{0, ab(syn)}, {7000 * ms, ba(rst | ack)}},
			[]string{"0 attempted tcp_syn a>b:80", "5000 silent tcp_syn a>b:80", "7000 refused tcp_syn a>b:80 replied"},
		},
		{
			"an ACK after the refusal is no connection",
			[]timed{{0, ab(syn)}, {9 * ms, ba(rst | ack)}, {10 * ms, ab(ack)}},
			[]string{"0 attempted tcp_syn a>b:80", "9 refused tcp_syn a>b:80 replied"},
		},
		{
			"reset of an established connection",
			[]timed{{0, ab(syn)}, {1 * ms, ba(syn | ack)}, {2 * ms, ab(ack)}, {3 * ms, ba(rst)}},
			[]string{"0 attempted tcp_syn a>b:80", "1 answered tcp_syn a>b:80 replied", "2 continued tcp_syn a>b:80 x2 replied"},
		},
		{
			"new attempt after refusal",
			[]timed{{0, ab(syn, seq(1))}, {1 * ms, ba(rst | ack)}, {500 * ms, ab(syn, seq(2))}, {501 * ms, ba(rst | ack)}},
			[]string{
				"0 attempted tcp_syn a>b:80", "1 refused tcp_syn a>b:80 replied",
				"500 attempted tcp_syn a>b:80", "501 refused tcp_syn a>b:80 replied",
			},
		},
		{
			"same sequence number after refusal is a repetition",
			[]timed{{0, ab(syn)}, {1 * ms, ba(rst | ack)}, {500 * ms, ab(syn)}, {501 * ms, ba(rst | ack)}},
			[]string{"0 attempted tcp_syn a>b:80", "1 refused tcp_syn a>b:80 replied"},
		},
		{
			"new attempt after the time-out",
			[]timed{{0, ab(syn, seq(1))}, {6000 * ms, ab(syn, seq(2))}},
			[]string{"0 attempted tcp_syn a>b:80", "5000 silent tcp_syn a>b:80", "6000 attempted tcp_syn a>b:80", "11000 silent tcp_syn a>b:80"},
		},
		{"port used again after FIN from both", []timed{
			{0, ab(syn, seq(1))},
			{1 * ms, ba(syn | ack)},
			{2 * ms, ab(ack)},
			{3 * ms, ab(fin|ack, seq(2))},
			{4 * ms, ba(fin | ack)},
			{5 * ms, ab(syn, seq(2))},
			{6 * ms, ba(rst | ack)},
		}, []string{
			"0 attempted tcp_syn a>b:80", "1 answered tcp_syn a>b:80 replied", "2 continued tcp_syn a>b:80 x2 replied",
			"3 half-open tcp_syn a>b:80 x3 replied", "5 attempted tcp_syn a>b:80", "6 refused tcp_syn a>b:80 replied",
		}},
		{
			"simultaneous open",
			[]timed{{0, ab(syn)}, {1 * ms, ba(syn)}, {2 * ms, ab(syn | ack)}},
			[]string{"0 attempted tcp_syn a>b:80", "1 answered tcp_syn a>b:80 replied", "2 continued tcp_syn a>b:80 x2 replied"},
		},
		{
			"answer overtakes the SYN",
			[]timed{{0, ba(syn | ack)}, {1 * ms, ab(syn)}, {2 * ms, ab(ack)}},
			[]string{"1 attempted tcp_syn a>b:80", "1 answered tcp_syn a>b:80 replied", "2 continued tcp_syn a>b:80 x2 replied"},
		},
		{
			"both sides overtake the SYN",
			[]timed{{0, ba(syn | ack)}, {1 * ms, ab(ack)}, {2 * ms, ab(syn)}},
			[]string{"2 attempted tcp_syn a>b:80", "2 answered tcp_syn a>b:80 replied", "2 continued tcp_syn a>b:80 replied"},
		},
		{
			"data does not vouch for the SYN behind it",
			[]timed{{0, ab(ack, payload(9))}, {1 * ms, ab(syn)}},
			[]string{"1 attempted tcp_syn a>b:80", "5001 silent tcp_syn a>b:80"},
		},
		{
			"FIN overtakes all that was said",
			[]timed{{0, ab(syn, seq(1))}, {1 * ms, ba(syn | ack)}, {2 * ms, ab(fin|ack, seq(102))}, {3 * ms, ab(ack, seq(2), payload(100))}},
			[]string{"0 attempted tcp_syn a>b:80", "1 answered tcp_syn a>b:80 replied", "2 continued tcp_syn a>b:80 x2 replied"},
		},
		{
			"RST overtakes the SYN",
			[]timed{{0, ba(rst | ack)}, {1 * ms, ab(syn)}},
			[]string{"1 attempted tcp_syn a>b:80", "1 refused tcp_syn a>b:80 replied"},
		},
		{
			"RST of an earlier connection",
			[]timed{{0, ba(rst | ack)}, {11 * ms, ab(syn)}},
			[]string{"11 attempted tcp_syn a>b:80", "5011 silent tcp_syn a>b:80"},
		},
		{
			"ECN set-up is plain",
			[]timed{{0, ab(syn | packet.ECE | packet.CWR)}, {1 * ms, ba(rst | ack)}},
			[]string{"0 attempted tcp_syn a>b:80", "1 refused tcp_syn a>b:80 replied"},
		},
		{"idle connection is remembered", []timed{
			{0, ab(syn)}, {1 * ms, ba(syn | ack)}, {2 * ms, ab(ack)}, {120 * second, ab(ack)}, {900 * second, ba(rst)},
		}, []string{"0 attempted tcp_syn a>b:80", "1 answered tcp_syn a>b:80 replied", "2 continued tcp_syn a>b:80 x2 replied"}},
	})
}

func TestOddFlags(t *testing.T) {
	reserved := uint16(0x800)
	run(t, []scenario{
		{"null, silent", []timed{{0, ab(0)}}, []string{"0 odd tcp_null a>b:80", "5000 silent tcp_null a>b:80"}},
		{"fin, refused", []timed{{0, ab(fin)}, {1 * ms, ba(rst | ack)}}, []string{"0 odd tcp_fin a>b:80", "1 refused tcp_fin a>b:80 replied"}},
		{"xmas", []timed{{0, ab(fin | psh | urg)}, {1 * ms, ba(rst | ack)}}, []string{"0 odd tcp_xmas a>b:80", "1 refused tcp_xmas a>b:80 replied"}},
		{"psh alone", []timed{{0, ab(psh)}}, []string{"0 odd tcp_flags a>b:80", "5000 silent tcp_flags a>b:80"}},
		{"syn+fin answered", []timed{{0, ab(syn | fin)}, {1 * ms, ba(syn | ack)}}, []string{"0 odd tcp_flags a>b:80", "1 answered tcp_flags a>b:80 replied"}},
		{
			"syn with reserved bits",
			[]timed{{0, ab(syn | packet.ECE | packet.CWR | reserved)}},
			[]string{"0 odd tcp_flags a>b:80", "5000 silent tcp_flags a>b:80"},
		},
		{"syn+psh without data", []timed{{0, ab(syn | psh)}}, []string{"0 odd tcp_flags a>b:80", "5000 silent tcp_flags a>b:80"}},
		{"syn+psh with data is fast open", []timed{{0, ab(syn|psh, payload(5))}}, []string{"0 attempted tcp_syn a>b:80", "5000 silent tcp_syn a>b:80"}},
		{
			"odd flags inside a connection",
			[]timed{{0, ab(syn)}, {1 * ms, ba(syn | ack)}, {2 * ms, ab(ack)}, {3 * ms, ab(fin)}},
			[]string{"0 attempted tcp_syn a>b:80", "1 answered tcp_syn a>b:80 replied", "2 continued tcp_syn a>b:80 x2 replied"},
		},
		{
			"odd flags after a failed attempt",
			[]timed{{0, ab(syn)}, {1 * ms, ba(rst | ack)}, {9 * ms, ab(0)}},
			[]string{"0 attempted tcp_syn a>b:80", "1 refused tcp_syn a>b:80 replied", "9 odd tcp_null a>b:80", "5009 silent tcp_null a>b:80"},
		},
	})
}

func TestMidstream(t *testing.T) {
	run(t, []scenario{
		{
			"ack probe, refused",
			[]timed{{0, ab(ack)}, {1 * ms, ba(rst)}},
			[]string{"1 attempted tcp_ack a>b:80 replied", "1 refused tcp_ack a>b:80 replied"},
		},
		{
			"ack probe, silent",
			[]timed{{0, ab(ack)}, {1000 * ms, ab(ack)}},
			[]string{"5000 attempted tcp_ack a>b:80 x2", "5000 silent tcp_ack a>b:80 x2"},
		},
		{
			"maimon, refused",
			[]timed{{0, ab(fin | ack)}, {1 * ms, ba(rst)}},
			[]string{"1 attempted tcp_maimon a>b:80 replied", "1 refused tcp_maimon a>b:80 replied"},
		},
		{"four acknowledgements are half of a download", []timed{{0, ab(ack)}, {1 * ms, ab(ack)}, {2 * ms, ab(ack)}, {3 * ms, ab(ack)}}, nil},
		{"ack then FIN is the end of a connection", []timed{{0, ab(ack)}, {1 * ms, ab(fin | ack)}}, nil},
		{"ack and data", []timed{{0, ab(ack)}, {1 * ms, ab(ack|psh, payload(3))}}, nil},
		{"ack answered by data", []timed{{0, ab(ack)}, {1 * ms, ba(ack|psh, payload(3))}}, nil},
		{"data, then broken off", []timed{{0, ab(ack|psh, payload(3))}, {1 * ms, ba(rst | ack)}}, nil},
		{"data to silence", []timed{{0, ab(ack|psh, payload(3))}, {1 * ms, ab(ack|psh, payload(3))}}, nil},
		{"more data, then refused", []timed{{0, ab(ack|psh, payload(3))}, {1 * ms, ab(ack|psh, seq(3), payload(3))}, {2 * ms, ba(rst)}}, nil},
		{
			"data of which the target knows nothing",
			[]timed{{0, ab(ack|psh, payload(3))}, {1 * ms, ba(rst)}},
			[]string{"1 attempted tcp_ack a>b:80 replied", "1 refused tcp_ack a>b:80 replied"},
		},
		{
			"refused after the time-out",
			[]timed{{0, ab(ack)}, {6000 * ms, ba(rst)}},
			[]string{"5000 attempted tcp_ack a>b:80", "5000 silent tcp_ack a>b:80", "6000 refused tcp_ack a>b:80 replied"},
		},
		{
			"SYN-ACK to nobody",
			[]timed{{0, ba(syn | ack)}, {1 * ms, ab(rst)}, {2000 * ms, ba(syn | ack)}},
			[]string{"5000 unrequested b>a:40000 x2"},
		},
		{"RST to nobody", []timed{{0, ba(rst | ack)}}, []string{"5000 unrequested b>a:40000"}},
		{"SYN-ACK, then an ACK: SYN not seen", []timed{{0, ba(syn | ack)}, {1 * ms, ab(ack)}}, nil},
		{
			"new SYN on a flow picked up in mid-stream",
			[]timed{{0, ab(ack|psh, payload(3))}, {9 * ms, ab(syn)}, {10 * ms, ba(rst | ack)}},
			[]string{"9 attempted tcp_syn a>b:80", "10 refused tcp_syn a>b:80 replied"},
		},
	})
}
