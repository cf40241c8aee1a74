import { describe, expect, it } from "vitest";
import { createMachine } from "./machine.ts";
import { fail } from "./problem.ts";

interface State {
  readonly at: string;
}
type Event = { readonly type: "go" } | { readonly type: "done" } | { readonly type: "stop" };

function start(effect: (signal: AbortSignal) => Promise<Event>) {
  const machine = createMachine<State, Event>({
    initial: { at: "idle" },
    reduce(state, event) {
      if (event.type === "refused") return { at: event.problem.code };
      if (event.type === "go") return { at: "busy" };
      if (event.type === "stop") return { at: "idle" };
      return event.type === "done" ? { at: "done" } : state;
    },
    effect: (state, signal) => (state.at === "busy" ? effect(signal) : undefined),
  });
  return machine;
}
const nextChange = (machine: { subscribe(changed: () => void): () => void }) =>
  new Promise<void>((resolve) => {
    const stop = machine.subscribe(() => {
      stop();
      resolve();
    });
  });

describe("a machine", () => {
  it("sends itself the event in which an effect ends", async () => {
    const machine = start(async () => ({ type: "done" }));
    machine.send({ type: "go" });
    await nextChange(machine);
    expect(machine.state().at).toBe("done");
  });

  it("names what an effect threw", async () => {
    const machine = start(async () => fail("nonce_used"));
    machine.send({ type: "go" });
    await nextChange(machine);
    expect(machine.state().at).toBe("nonce_used");
  });

  it("ends an effect with its state, and drops what that still brings", async () => {
    const held = Promise.withResolvers<Event>();
    const signals: AbortSignal[] = [];
    const machine = start((signal) => {
      signals.push(signal);
      return held.promise;
    });
    machine.send({ type: "go" });
    machine.send({ type: "stop" });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    held.resolve({ type: "done" });
    await held.promise;
    expect(machine.state().at).toBe("idle");
  });
});
