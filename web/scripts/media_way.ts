// Before the meeting: which way sound and picture can take out of this network, and what stands in it.

/** Straight to the engine; through a relay by UDP, or only by TCP or TLS; or not at all. */
export type Way = "direct" | "relay" | "slow-relay" | "none";

const DIRECT_MS = 4_000; // a STUN request that is not answered is repeated for longer than this
const RELAY_MS = 6_000;

/** Return the best way out. `engine` are stun: addresses of the engine, any of which will do. */
export async function findWay(engine: readonly string[], relays: readonly RTCIceServer[]): Promise<Way> {
  if (engine.length === 0 || (await anyOf(engine.map((url) => answers(url))))) return "direct";
  const each = relays.flatMap((relay) => [relay.urls].flat().map((url) => ({ ...relay, urls: url })));
  const isUdp = (relay: { urls: string }): boolean => relay.urls.startsWith("turn:") && relay.urls.endsWith("transport=udp");
  if (await anyOf(each.filter(isUdp).map((relay) => relaysUs(relay)))) return "relay";
  return (await anyOf(each.filter((relay) => !isUdp(relay)).map((relay) => relaysUs(relay)))) ? "slow-relay" : "none";
}

/** Say whether a STUN server answers: then looking for addresses is over soon, and without an error. */
async function answers(url: string): Promise<boolean> {
  const pc = new RTCPeerConnection({ iceServers: [{ urls: url }] });
  let hasFailed = false;
  pc.onicecandidateerror = () => { hasFailed = true; };
  const isOver = new Promise<boolean>((resolve) => {
    pc.onicecandidate = ({ candidate }) => {
      if (candidate === null || candidate.type === "srflx") resolve(true);
    };
  });
  return gather(pc, isOver.then((over) => over && !hasFailed), DIRECT_MS);
}

/** Say whether a relay lets us in and gives us a place. */
async function relaysUs(relay: RTCIceServer): Promise<boolean> {
  const pc = new RTCPeerConnection({ iceServers: [relay], iceTransportPolicy: "relay" });
  const found = new Promise<boolean>((resolve) => {
    pc.onicecandidate = ({ candidate }) => { resolve(candidate?.type === "relay"); };
  });
  return gather(pc, found, RELAY_MS);
}

async function gather(pc: RTCPeerConnection, found: Promise<boolean>, withinMs: number): Promise<boolean> {
  try {
    pc.addTransceiver("audio", { direction: "recvonly" });
    await pc.setLocalDescription();
    const late = new Promise<boolean>((resolve) => { setTimeout(() => { resolve(false); }, withinMs); });
    return await Promise.race([found, late]);
  } catch {
    return false;
  } finally {
    pc.close();
  }
}

/** Resolve true with the first that is true, false when all are false. */
async function anyOf(trials: readonly Promise<boolean>[]): Promise<boolean> {
  return new Promise((resolve) => {
    for (const trial of trials) void trial.then((isTrue) => { if (isTrue) resolve(true); });
    void Promise.all(trials).then(() => { resolve(false); });
  });
}
