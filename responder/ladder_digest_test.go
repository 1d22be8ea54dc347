package responder_test

var digestLadders = []ladderTest{}
