// A page on which JsSIP and SIP.js register and call 180*486, one after the
// other, with the microphone of the browser. What they hear is posted to /said.
const JsSIP = require("jssip");
const { UserAgent, Registerer, Inviter } = require("sip.js");

const { ws, wss } = Object.fromEntries(new URLSearchParams(location.search));
const callee = "sip:180*486@127.0.0.1";

let posting = Promise.resolve();
const say = (...words) => {
  posting = posting.then(() => fetch("/said", { method: "POST", body: words.join(" ") }));
};
window.onerror = (what) => say("error:", what);
window.onunhandledrejection = (e) => say("error:", e.reason);

function jssip(done) {
  const ua = new JsSIP.UA({ sockets: [new JsSIP.WebSocketInterface(ws)], uri: "sip:alice@127.0.0.1" });
  ua.on("registrationFailed", (e) => say("JsSIP REGISTER", e.cause));
  ua.on("registered", (e) => {
    say("JsSIP REGISTER", e.response.status_code);
    ua.call(callee, {
      mediaConstraints: { audio: true, video: false },
      eventHandlers: {
        progress: (e) => say("JsSIP INVITE", e.response.status_code),
        failed: (e) => {
          say("JsSIP INVITE", e.message ? e.message.status_code : e.cause);
          ua.stop();
          done();
        },
      },
    });
  });
  ua.start();
}

async function sipjs(done) {
  const ua = new UserAgent({
    uri: UserAgent.makeURI("sip:bob@127.0.0.1"),
    transportOptions: { server: wss },
    // Without this it looks for addresses on the internet.
    sessionDescriptionHandlerFactoryOptions: { peerConnectionConfiguration: { iceServers: [] }, iceGatheringTimeout: 500 },
    logLevel: "error",
  });
  await ua.start();
  const heard = (method, next) => (r) => {
    say("SIP.js", method, r.message.statusCode);
    if (next) next();
  };
  const told = (method, next) => ({
    requestDelegate: { onProgress: heard(method), onAccept: heard(method, next), onReject: heard(method, next) },
  });
  await new Promise((next) => new Registerer(ua).register(told("REGISTER", next)));
  const call = new Inviter(ua, UserAgent.makeURI(callee), {
    sessionDescriptionHandlerOptions: { constraints: { audio: true, video: false } },
  });
  await new Promise((next) => call.invite(told("INVITE", next)));
  done();
}

jssip(() => sipjs(() => say("done")));
