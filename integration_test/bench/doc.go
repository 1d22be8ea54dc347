// Bench measures sipbin against `sipp -sn uas`, in turns, on one machine: each
// server has a core to itself and the load has another.
//
//	go run ./integration_test/bench -sipbin bin/sipbin
//	go run ./integration_test/bench -sipbin bin/sipbin -held 50000
//
// Every round starts each server twice. The first time a client of our own calls
// it: evenly paced, for the time to the first response, then 64 calls at once as
// fast as the server can, for calls a second. sipp cannot tell the first of
// these: it counts in whole milliseconds. The second time `sipp -sn uac` calls at
// a paced rate, for the CPU time of 10,000 calls and the memory they leave.
//
// What is printed are medians over the rounds, and sums of what went wrong.
// Machines stall; a figure whose rounds lie far apart says nothing.
//
// It drives built binaries only and imports nothing of ours.
package main
