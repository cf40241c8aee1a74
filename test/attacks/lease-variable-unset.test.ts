// A10: an agent takes NEARSIDE_LEASE out of its environment, or has another keeper looked for, and does what its person does: logs in,
// takes a token of a login that is kept, ends the keeper, begins a lease of its own. It is an agent still.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { NOBODYS_HELLO, SOME_MACHINE } from "../steps/keeper.ts";
import {
  type Agent,
  callingProgram,
  type LeaseStage,
  NEARSIDE,
  openLeaseStage,
  sdkProgram,
  startAgent,
} from "../steps/leasing.ts";
import { approveTyped, startLogin } from "../steps/real-command-line.ts";
import { afterTests } from "../support/after-tests.ts";
import { startProcess } from "../support/process.ts";
import { expectUnmoved } from "./support-unmoved.ts";

const atEnd = afterTests();
let stage: LeaseStage;
let agent: Agent;
beforeAll(async () => {
  stage = await openLeaseStage(atEnd);
  const login = await startLogin(stage.home.nearside, ["--resource", stage.api, "--scope", "orders:write"]);
  await approveTyped(stage, login);
  expect((await login.cli.ended()).code).toBe(0);
  agent = await startAgent(stage);
});

const INSIDE = 161;
const UNSET = "unset NEARSIDE_LEASE;";

describe("an agent without its variable", () => {
  it.each([
    ["logs in", "login --no-browser"],
    ["takes the token of her login", "token --resource API"],
    ["gives that to a program", "exec --resource API -- env"],
    ["enrols", "enroll https://login.example.com"],
    ["begins a lease of its own", "lease run --api API -- env"],
    ["ends her login", "logout"],
    ["reads what others ask of her", "approvals --json"],
    ["changes what she asks for", "profile set work --issuer https://login.example.com"],
    ["takes the keeper's set-up away", "keeper uninstall"],
  ])("may do nothing of what its person does: %s", async (_what, words) => {
    const command = `nearside ${words.replace("API", stage.api)}`;
    for (const before of ["", UNSET, `${UNSET} export XDG_RUNTIME_DIR=/run/elsewhere;`, `${UNSET} export HOME=/tmp;`]) {
      const { code, out } = await expectUnmoved(stage, () => agent.does(`(${before} ${command})`));
      expect([before, code, out]).toEqual([before, INSIDE, expect.stringContaining("runs under a lease")]);
      expect(out).not.toMatch(/eyJ|\/approve\//);
    }
  });

  it("gets no token deep below many shells, where the environment says nothing any more", async () => {
    const nest = join(stage.home.folder, "nest.sh");
    const deeper = `[ "$1" -gt 0 ] && sh ${nest} $(($1 - 1)) && exit`;
    await writeFile(nest, `${deeper}\n${NEARSIDE} token --resource ${stage.api}; echo "code $?"\n`);
    const hidden = "env -u NEARSIDE_LEASE XDG_RUNTIME_DIR=/run/elsewhere HOME=/tmp";
    const { out } = await expectUnmoved(stage, () => agent.does(`${hidden} sh ${nest} 70`));
    expect(out).toMatch(/runs under a lease[\s\S]*code 161/);
    expect(out).not.toContain("eyJ");
  });

  it.each([
    ["ends the keeper", { verb: "stop" }],
    ["opens the socket for containers", { verb: "container_socket", wanted: true }],
    ["waits for a hello", { verb: "await_hello", request: NOBODYS_HELLO.request, machine: SOME_MACHINE }],
    [
      "begins a lease",
      {
        verb: "lease_begin",
        agent: { name: "x", program: "/x" },
        wish: { access: [{ resource: "https://api.example", scope: "" }], for: 60 },
        ...{ opens_page: false, issuer: null, user: null, client_id: null },
      },
    ],
  ])("gets nothing by a program of its own: %s", async (_what, call) => {
    const program = await callingProgram(stage, call);
    const { out } = await expectUnmoved(stage, () => agent.does(`(${UNSET} ${program})`));
    expect(out.trim()).toBe('{"refused":"inside_a_lease"}');
  });

  it("gets no login by the SDK", async () => {
    const program = await sdkProgram(
      stage,
      `const refused = await Nearside.open({ clientId: "nearside-cli" }).catch(({ code }) => code);
       console.log(refused);`,
    );
    expect((await expectUnmoved(stage, () => agent.does(`(${UNSET} ${program})`))).out).toBe("inside_a_lease\n");
  });
});

it("marks its person's own shell, from which the person still sees and ends its lease", async () => {
  const other = await startAgent(stage);
  const marked = async (...words: readonly string[]) => {
    const cli = await startProcess({
      command: "prlimit",
      args: ["--locks=0:0", "sh", "-c", `${NEARSIDE} "$@"`, "sh", ...words],
      env: { PATH: process.env["PATH"] ?? "", HOME: stage.home.folder },
      cwd: "/",
    });
    const { code } = await cli.ended();
    return { code, out: cli.stdout() + cli.stderr() };
  };
  expect((await marked("token", "--resource", stage.api)).code).toBe(INSIDE);
  expect(await marked("lease", "list")).toEqual({ code: 0, out: expect.stringContaining(other.id) });
  expect((await marked("lease", "end", other.id)).code).toBe(0);
  expect((await other.does(`nearside lease fetch ${stage.api}/orders`)).code).toBe(168);
  await other.ends();
});

it("leaves its person's login and its own lease working", async () => {
  const token = await stage.home.nearside(["token", "--resource", stage.api]);
  expect(await token.ended(), token.stderr()).toEqual({ code: 0, signal: null });
  expect((await agent.does(`nearside lease fetch ${stage.api}/orders`)).code).toBe(0);
});

describe("an agent that outlives its keeper", () => {
  const expectNobody = async () => {
    const { code, out } = await agent.does(`(${UNSET} nearside token --resource ${stage.api})`);
    expect([code, out]).toEqual([INSIDE, expect.stringContaining("runs under a lease")]);
    expect(out).not.toContain("eyJ");
  };
  const stopKeeper = async () => {
    const stopping = await stage.home.nearside(["keeper", "stop"]);
    expect(await stopping.ended(), stopping.stderr()).toEqual({ code: 0, signal: null });
  };

  it("does not count as its person while no keeper runs, nor at the next one", async () => {
    await stopKeeper();
    await stage.keeper.ended();
    await expectNobody();
    const next = await stage.home.nearside(["keeper", "run"]);
    await next.printed(/The keeper runs/);
    await expectNobody();
    const program = await callingProgram(stage, { verb: "stop" });
    expect((await agent.does(`(${UNSET} ${program})`)).out.trim()).toBe('{"refused":"inside_a_lease"}');
    expect((await agent.does(`nearside lease fetch ${stage.api}/orders`)).out).not.toContain("one coffee");
    next.signal("SIGKILL");
    await next.ended();
    await expectNobody();
  });

  it("does not count as its person at a keeper that it starts itself", async () => {
    const said = join(stage.home.folder, "own-keeper");
    await agent.does(
      `(${UNSET} nearside keeper run > ${said} 2>&1 &); until grep 'keeper runs' ${said}; do sleep 0.1; done`,
    );
    await expectNobody();
    await stopKeeper();
  });
});
