// JsSIP registers over a WebSocket and sends a MESSAGE to 486.
globalThis.WebSocket = require("ws");
const JsSIP = require("jssip");

const ua = new JsSIP.UA({ sockets: [new JsSIP.WebSocketInterface(process.argv[2])], uri: "sip:alice@127.0.0.1" });
const heard = (e) => console.log("MESSAGE", e.response ? e.response.status_code : e.cause);
ua.on("registrationFailed", (e) => console.log("REGISTER", e.cause));
ua.on("registered", (e) => {
  console.log("REGISTER", e.response.status_code);
  ua.sendMessage("sip:486@127.0.0.1", "hello", {
    eventHandlers: {
      succeeded: heard,
      failed: (e) => {
        heard(e);
        ua.stop();
      },
    },
  });
});
ua.on("unregistered", () => console.log("unregistered"));
ua.on("disconnected", () => process.exit(0));
ua.start();
