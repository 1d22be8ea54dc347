// Bench measures sipbin against `sipp -sn uas`, in turns, on one machine: each
// server has a core to itself and the load has another.
//
//	go run ./integration_test/bench -sipbin bin/sipbin
//	go run ./integration_test/bench -sipbin bin/sipbin -held 50000
//
// Every round starts each server twice. The first time `sipp -sn uac` calls it
// at a paced rate, for the CPU time of 10,000 calls and the memory they leave.
// The second time a client of our own does: evenly paced, for the time to the
// first response, then 64 calls at once as fast as the server can, for calls a
// second. sipp cannot do these two: it counts in whole milliseconds.
//
// What is printed are medians over the rounds, and sums of what went wrong.
// Machines stall; a figure whose rounds lie far apart says nothing.
//
// It drives built binaries only and imports nothing of ours.
package main
