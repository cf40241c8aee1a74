import { ANY_AUTHENTICATOR } from "@nearside/shared/api/console/authenticator-policy.ts";
import {
  authenticatorsAnswerSchema,
  authenticatorsStateSchema,
  policiesAnswerSchema,
  previewAnswerSchema,
  refreshAnswerSchema,
} from "@nearside/shared/api/console/authenticators.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AAGUID, Authenticator } from "../../../test/kit/authenticator.ts";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { Authority } from "../../../test/kit/metadata-authority.ts";
import { getFrom } from "../../../test/kit/send.ts";
import { consoleOf } from "../../testing/console.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { eventsSince } from "../../testing/ledger.ts";
import { type MetadataStage, openMetadataStage } from "../../testing/metadata-stage.ts";
import { onePixel } from "../../testing/picture.ts";
import { openTestServer } from "../../testing/test-server.ts";
import { endUnfit } from "./follow-authenticators.ts";

// The tests send the requests of the console's page "Authenticators".

const AT = "/api/console/authenticators";
const OTHER = "ffffffff-4455-6677-8899-aabbccddeeff";
const PICTURE = `data:image/png;base64,${onePixel().toString("base64")}`;

let stage: MetadataStage;
let owner: ConsolePage;
beforeAll(async () => {
  stage = await openMetadataStage({});
  const maker = await Authority.root("Maker Root");
  const attester = await maker.attester(AAGUID);
  await stage.publish(4, [{ aaguid: AAGUID, description: "Example Key", roots: [maker], icon: PICTURE }]);
  owner = await consoleOf(stage.server, "owner");
  await enrolledMachine(stage.server, "alice", { authenticator: new Authenticator("alice's", { attester }) });
  await enrolledMachine(stage.server, "bob", { authenticator: new Authenticator("bob's", { aaguid: OTHER }) });
});
afterAll(() => stage.close());

const state = async () => (await owner.get(`${AT}/state`)).as(authenticatorsStateSchema);
const publication = async (more: object) => ({
  policy: ANY_AUTHENTICATOR,
  note: "only what proves its make",
  ends_unfit: false,
  after: (await state()).policy.version,
  ...more,
});

describe("the models in use", () => {
  it("are counted, named where the metadata lists them, and shown with a picture made again", async () => {
    const { rows, total } = (await owner.get(AT)).as(authenticatorsAnswerSchema);
    expect(total).toBe(2);
    expect(rows).toMatchObject([
      {
        aaguid: AAGUID,
        name: "Example Key",
        passkeys: 2,
        attested: 1,
        unfit: 0,
        certification: "L1",
        compromise: null,
      },
      { aaguid: OTHER, name: null, icon: null, passkeys: 1, attested: 0 },
    ]);
    const icon = await getFrom(stage.server, rows[0]?.icon ?? "");
    expect([icon.outcome, icon.headers.get("content-type"), icon.headers.get("x-content-type-options")]).toEqual([
      "200",
      "image/png",
      "nosniff",
    ]);
    expect((await getFrom(stage.server, `/pictures/authenticators/${"A".repeat(43)}`)).outcome).toBe("404 not_found");
  });

  it("are searched, sorted, filtered and paged", async () => {
    const found = async (query: string) =>
      (await owner.get(`${AT}?${query}`)).as(authenticatorsAnswerSchema).rows.map(({ aaguid }) => aaguid);
    expect(await found("q=example")).toEqual([AAGUID]);
    expect(await found("sort=passkeys&order=desc")).toEqual([AAGUID, OTHER]);
    expect(await found("sort=passkeys")).toEqual([OTHER, AAGUID]);
    expect(await found("standing=attested")).toEqual([AAGUID]);
    const { rows, next } = (await owner.get(`${AT}?limit=1`)).as(authenticatorsAnswerSchema);
    expect(rows[0]?.aaguid).toBe(AAGUID);
    const last = (await owner.get(`${AT}?limit=1&after=${next}`)).as(authenticatorsAnswerSchema);
    expect([last.rows[0]?.aaguid, last.next]).toEqual([OTHER, null]);
    expect((await owner.get(`${AT}?sort=aaguid&after=${next}`)).outcome).toBe("400 invalid_request");
  });
});

it("are given as a file, the same view", async () => {
  const file = await owner.get(`${AT}/export?q=example`);
  expect(file.headers.get("content-type")).toContain("text/csv");
  const [, ...lines] = file.text.split("\r\n");
  expect(lines).toEqual([`${AAGUID},Example Key,2,1,0,L1,`, ""]);
});

describe("the metadata", () => {
  it("is shown with its age, and can be asked for now", async () => {
    const { metadata, now } = await state();
    expect(metadata).toMatchObject({
      set_by: "configuration",
      own_roots: true,
      taken: { no: 4, taken_at: now, models: 1 },
      problem: null,
    });
    const refresh = await owner.post(`${AT}/metadata/refresh`, {});
    expect(refresh.as(refreshAnswerSchema)).toEqual({ state: "unchanged", problem: null });
    stage.write("damaged");
    expect((await owner.post(`${AT}/metadata/refresh`, {})).as(refreshAnswerSchema).state).toBe("failed");
    expect((await state()).metadata).toMatchObject({ taken: { no: 4 }, problem: { code: "malformed" } });
  });

  it("has the source that the operator's configuration names, where it names one", async () => {
    const changed = await owner.change(`${AT}/metadata`, { address: "https://mds.example/" });
    expect(changed.outcome).toBe("400 invalid_request");
  });

  it("where the console names the source leads to nobody's network but the internet's", async () => {
    const server = await openTestServer();
    try {
      const page = await consoleOf(server, "administrator");
      const set = (address: string) => page.change(`${AT}/metadata`, { address });
      for (const address of ["http://mds.example/", "/etc/passwd", "file:///etc/passwd", "https://u:p@mds.example/"])
        expect((await set(address)).outcome, address).toBe("400 invalid_request");
      expect((await set("https://127.0.0.1:9/")).outcome).toBe("200");
      expect((await page.post(`${AT}/metadata/refresh`, {})).as(refreshAnswerSchema).state).toBe("failed");
      const { metadata } = (await page.get(`${AT}/state`)).as(authenticatorsStateSchema);
      expect(metadata).toMatchObject({ set_by: "console", problem: { code: "private_address" }, taken: null });
      expect((await set("")).outcome).toBe("200");
      const kinds = (await eventsSince(server, 0)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === "metadata_source_changed")).toHaveLength(2);
    } finally {
      await server.close();
    }
  });
});

describe("the policy", () => {
  it("is tried before it is published: who, where, by which passkey, and why", async () => {
    const policy = { ...ANY_AUTHENTICATOR, attested_only: true };
    const tried = (await owner.post(`${AT}/policy/preview`, { policy, after: null })).as(previewAnswerSchema);
    expect(tried).toMatchObject({
      passkeys: 3,
      unfit: { passkeys: 2, machines: 2, people: 2, left_without: 2 },
      reasons: [{ reason: "not_attested", passkeys: 2 }],
      more: false,
    });
    expect(tried.rows.map(({ user, reason }) => [user.name, reason])).toContainEqual(["bob", "not_attested"]);
    const [first] = tried.rows;
    const after = { name: first?.user.name ?? "", credential_id: first?.credential_id ?? "" };
    const rest = (await owner.post(`${AT}/policy/preview`, { policy, after })).as(previewAnswerSchema);
    expect(rest.rows).toHaveLength(1);
    expect((await state()).policy.version).toBe(0);
  });

  it("is published with a reason and a touch, from the version that was seen, and kept with its author", async () => {
    const policy = { ...ANY_AUTHENTICATOR, deny: [OTHER] };
    expect((await owner.change(`${AT}/policy`, await publication({ note: " " }))).outcome).toBe("400 invalid_request");
    expect(
      (await owner.change(`${AT}/policy`, await publication({ policy: { ...policy, deny: ["x"] } }))).outcome,
    ).toBe("400 invalid_request");
    const change = await publication({ policy });
    expect((await owner.change(`${AT}/policy`, change)).outcome).toBe("200");
    expect((await owner.change(`${AT}/policy`, change)).outcome).toBe("409 conflict");
    const { rows, total } = (await owner.get(`${AT}/policies`)).as(policiesAnswerSchema);
    expect([total, rows[0]?.version, rows[0]?.by]).toEqual([1, 1, owner.machine.user.name]);
    expect(rows[0]).toMatchObject({ note: "only what proves its make", policy: { deny: [OTHER] } });
    const [event] = (await eventsSince(stage.server, 0)).filter(
      ({ kind }) => kind === "authenticator_policy_published",
    );
    expect(event).toMatchObject({ subject: "1", data: { by: "console" } });
  });

  it("ends what does not fit only where that is said, and never the last owner's", async () => {
    const policy = { ...ANY_AUTHENTICATOR, attested_only: true };
    const locked = await owner.change(`${AT}/policy`, await publication({ policy, ends_unfit: true }));
    expect(locked.outcome).toBe("400 invalid_request");
    const denied = await publication({ policy: { ...ANY_AUTHENTICATOR, deny: [OTHER] }, ends_unfit: true });
    expect((await owner.change(`${AT}/policy`, denied)).outcome).toBe("200");
    expect(await endUnfit(stage.server.services)).toBe(1);
    expect((await state()).policy).toMatchObject({ ends_unfit: true, ended_at: stage.server.services.clock() });
    expect((await owner.get(AT)).as(authenticatorsAnswerSchema).total).toBe(1);
    const revoked = (await eventsSince(stage.server, 0)).find(({ kind }) => kind === "passkey_revoked");
    expect(revoked?.data).toMatchObject({ by: "console" });
  });
});
