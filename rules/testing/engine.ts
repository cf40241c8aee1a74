import { RuleEngine } from "../engine.ts";

/** For tests: the engine that all tests of a file share, since to begin one takes half a second. */
export const engine = new RuleEngine();
