import { expect, it } from "vitest";
import { LEASE_VARIABLE, leaseHere, leaseVariable } from "./lease-here.ts";

const UID = 1000;
const lease = `rq_${"A".repeat(22)}`;
const read = (value: string | undefined, uid: number | undefined = UID) => leaseHere({ [LEASE_VARIABLE]: value }, uid);

it("finds what was written, also below a folder with the mark between both", () => {
  for (const folder of ["/run/user/1000/nearside", "/home/a#b/keeper"]) {
    const here = { doorway: { folder, socket: `${folder}/keeper.sock`, uid: UID }, lease };
    expect(read(leaseVariable(here))).toEqual(here);
  }
});

it.each([undefined, "", "/run/keeper.sock", `keeper.sock#${lease}`, "/run/keeper.sock#", `/run/keeper.sock#${lease}x`])(
  "finds no lease in %s",
  (value) => {
    expect(read(value)).toBeUndefined();
  },
);

it("finds none where the system has no accounts", () => {
  expect(leaseHere({ [LEASE_VARIABLE]: `/run/keeper.sock#${lease}` }, undefined)).toBeUndefined();
});
