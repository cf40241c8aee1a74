import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openNativeWay } from "./say-hello-natively.ts";

const HELLO = { request: "a.b.c", nonce: "d.e.f", hello: "g.h.i" };
const ANSWER = { presence_proof: "eyJhbGciOiJFUzI1NiJ9.e30.cHJvb2Y" };

/** Hosts as a browser starts them, each with what it was told. */
function startHosts(answer: (say: (message: unknown) => void, end: () => void) => void) {
  const hosts: { told: unknown[]; ended: boolean; end: () => void }[] = [];
  const start = () => {
    const heard = hearing();
    const gone = hearing();
    const host = { told: [] as unknown[], ended: false, end: () => gone.say(undefined) };
    hosts.push(host);
    return {
      postMessage: (message: unknown) => {
        host.told.push(message);
        answer(heard.say, host.end);
      },
      disconnect: () => {
        host.ended = true;
      },
      onMessage: heard.event,
      onDisconnect: gone.event,
    };
  };
  return { hosts, way: openNativeWay(start) };
}

function hearing() {
  const listeners: ((message: unknown) => void)[] = [];
  const addListener = (listener: (message: unknown) => void): void => void listeners.push(listener);
  const event = { addListener, removeListener: () => undefined, hasListener: () => false, hasListeners: () => true };
  return { event, say: (message: unknown) => void listeners.map((listener) => listener(message)) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the way through the keeper", () => {
  it("starts a host for each hello, and ends it with its answer", async () => {
    const { hosts, way } = startHosts((say) => say(ANSWER));
    expect(await way.sayHello(HELLO)).toEqual(ANSWER);
    expect(await way.sayHello(HELLO)).toEqual(ANSWER);
    expect(hosts).toMatchObject([
      { told: [HELLO], ended: true },
      { told: [HELLO], ended: true },
    ]);
  });

  it("uses the one host that was prepared, once", async () => {
    const { hosts, way } = startHosts((say) => say(ANSWER));
    way.prepare();
    way.prepare();
    expect(hosts).toMatchObject([{ told: [], ended: false }]);
    await way.sayHello(HELLO);
    await way.sayHello(HELLO);
    expect(hosts.map(({ told }) => told)).toEqual([[HELLO], [HELLO]]);
  });

  it("starts another one where the one that was prepared has gone", async () => {
    const { hosts, way } = startHosts((say) => say(ANSWER));
    way.prepare();
    hosts[0]?.end();
    await way.sayHello(HELLO);
    expect(hosts.map(({ told }) => told)).toEqual([[], [HELLO]]);
  });

  it("ends a host that nobody needed", async () => {
    const { hosts, way } = startHosts((say) => say(ANSWER));
    way.prepare();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(hosts).toMatchObject([{ told: [], ended: true }]);
    way.prepare();
    expect(hosts).toHaveLength(2);
  });

  it.each([
    ["ends", (_say: unknown, end: () => void) => end()],
    ["refuses", (say: (message: unknown) => void) => say({ refused: "nobody_waits" })],
    ["says nothing", () => undefined],
  ] as const)("reaches nobody through a host that %s", async (_what, answer) => {
    const { hosts, way } = startHosts(answer);
    const asked = expect(way.sayHello(HELLO)).rejects.toMatchObject({ code: "unreachable", field: "native" });
    await vi.advanceTimersByTimeAsync(5000);
    await asked;
    expect(hosts).toMatchObject([{ ended: true }]);
  });
});
