// SIP.js registers over a WebSocket and sends a MESSAGE to 486.
globalThis.WebSocket = require("ws");
const { UserAgent, Registerer, Messager } = require("sip.js");

const told = (method, next) => {
  const heard = (r) => {
    console.log(method, r.message.statusCode);
    next();
  };
  return { requestDelegate: { onAccept: heard, onReject: heard } };
};

(async () => {
  const server = process.argv[2];
  const ua = new UserAgent({ uri: UserAgent.makeURI("sip:bob@127.0.0.1"), transportOptions: { server }, logLevel: "error" });
  await ua.start();
  const registerer = new Registerer(ua);
  await new Promise((next) => registerer.register(told("REGISTER", next)));
  const to = UserAgent.makeURI("sip:486@127.0.0.1");
  await new Promise((next) => new Messager(ua, to, "hello").message(told("MESSAGE", next)));
  await new Promise((next) => registerer.unregister(told("unregistered", next)));
  await ua.stop();
  process.exit(0);
})();
