import { serviceUsesIn } from "../service-uses.ts";
import type { Source } from "../source.ts";
import { type HouseRule, source } from "./rule.ts";

export const servicesAreUsed: HouseRule = {
  says: "a function of the server takes only the services that it uses",
  because:
    "its type tells a reader what the function touches, and a test what it must make; a service that is not used makes both untrue",
  brokenIn,
  plantedHouses: {
    "a service that is not read": house(`export const now = (services: WithClock & WithDb) => services.clock();`),
    "a service that is not destructured": house(`export const now = ({ clock }: WithClock & WithDb) => clock();`),
    "a type with a name, which promises too much": house(
      `type Both = WithClock & WithDb; export const now = (services: Both) => services.clock();`,
    ),
    "a service that is handed to a function which takes it for nothing": house(
      `function outer(services: WithDb) { inner(services); } function inner(services: WithDb) { return 1; } outer;`,
    ),
    "a service that the caller replaces before it hands it on": house(
      `function outer(services: WithDb, db: Db) { inner({ ...services, db }); } function inner({ db }: WithDb) { db; } outer;`,
    ),
    "functions that only call each other": house(
      `function one(services: WithDb) { other(services); } function other(services: WithDb) { one(services); } one;`,
    ),
    "a class that keeps more than its methods read": house(
      `export class Time { readonly #all: WithClock & WithDb;
        constructor(all: WithClock & WithDb) { this.#all = all; } now() { return this.#all.clock(); } }`,
    ),
    "a name that a function within takes for its own": house(
      `export const f = (services: WithClock & WithDb) => [services.clock(), (services: Own) => services.db];`,
    ),
    "a type parameter": house(`export const f = <S extends WithClock & WithDb>(services: S) => services.clock();`),
    "a pick of several": house(`export const f = (all: Pick<WithClock & WithDb, "clock" | "db">) => all.clock();`),
  },
  keptHouses: {
    "services that are read, by whatever syntax": house(
      `export const f = (services: WithClock & WithDb) => { const { db } = services; return () => [services.clock(), db]; };`,
    ),
    "services that a function of another file uses": [
      ...house(
        `import { inner as called } from "./inner.ts"; export const outer = (all: WithClock & WithDb) => called(1, all);`,
      ),
      source(
        "server/platform/inner.ts",
        `import type { WithClock, WithDb } from "./services.ts"; export const inner = (id: Id, { clock, db }: WithClock & WithDb) => [clock, db];`,
      ),
    ],
    "services that a constructor, a method or an object's function uses": house(
      `class Inner { #all; constructor(all: WithClock) { this.#all = all; } now() { return this.#all.clock(); } static of({ db }: WithDb) { return db; } }
       const TABLE = { rows: ({ log }: WithLog) => log };
       export const outer = (all: WithClock & WithDb & WithLog) => [new Inner(all), Inner.of(all), TABLE.rows(all)];`,
    ),
    "services whose use can't be seen": house(`export const f = (services: WithClock & WithDb) => [services];`),
    "a type of a function, which promises what any of them may use": house(
      `export type Step = (services: WithClock & WithDb) => void;`,
    ),
    "a parameter that is no service": house(
      `interface WithName { a: 1; b: 2 } export const f = (it: WithName) => it.a;`,
    ),
    "the file that joins all rows": [
      ...house(""),
      source(
        "server/surfaces/wiring/app.ts",
        `import type { WithClock, WithDb } from "../../platform/services.ts"; export const rows = (all: WithClock & WithDb) => all.db;`,
      ),
    ],
  },
};

/** A file that imports three services, with the file that has them. */
function house(text: string): readonly Source[] {
  return [
    source("server/platform/room.ts", `import type { WithClock, WithDb, WithLog } from "./services.ts"; ${text}`),
    source(
      "server/platform/services.ts",
      `export interface WithClock { clock: Clock } export interface WithDb { db: Db } export interface WithLog { log: Log }`,
    ),
  ];
}

function brokenIn(sources: readonly Source[]): readonly string[] {
  return serviceUsesIn(sources)
    .filter(({ declared, used }) => used.size < declared.size)
    .map(({ path, line, functionName, declared, used }) => {
      const unused = [...declared].filter((member) => !used.has(member));
      return `${path}:${line}: ${functionName} takes ${unused.join(", ")} for nothing; it uses ${[...used].join(", ") || "no service"}`;
    });
}
