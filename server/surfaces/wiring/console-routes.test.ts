import { expect, it, onTestFinished, vi } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { DiskRoom } from "../../platform/store/disk-room.ts";
import { DiskFull } from "../../platform/store/disk-trouble.ts";
import { consoleOf } from "../../testing/console.ts";
import { exampleOf } from "../../testing/example-of.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { consoleRoutesOf } from "./console-routes.ts";

// A disk that is really full is in test/faults/full-disk.test.ts. Here only the judge of its room is told so, and every change is tried.

/** It has the form of a group's id, and names none. */
const GROUP = `gr_${"A".repeat(22)}`;
const server = serverForAll({ database: "sqlite" });

it("makes the changes that are listed here on a full disk, and no other", async () => {
  let isFull = false;
  const room = vi.spyOn(DiskRoom.prototype, "demand").mockImplementation((isUrgent) => {
    if (isFull && !isUrgent) throw new DiskFull(undefined);
  });
  onTestFinished(() => room.mockRestore());
  const made: string[] = [];
  let page: ConsolePage | undefined;
  for (const { entry } of consoleRoutesOf(server.services).filter(({ entry }) => entry.kind === "change")) {
    isFull = false;
    page ??= await consoleOf(server, "owner");
    isFull = true;
    const { outcome, status, text } = await page.change(
      entry.path.replaceAll(/:[a-z]+/g, "nothing"),
      exampleOf(entry.input, [page.machine.user.id, GROUP]),
    );
    expect(outcome, `${entry.path} ${text}`).not.toBe("400 invalid_request"); // the form is judged before the disk is asked
    if (outcome !== "503 temporarily_unavailable") made.push(entry.path);
    if (status === 200) page = undefined; // it may have ended its own session
  }
  expect(made.sort()).toEqual([
    "/api/console/account/browsers/:id/revoke",
    "/api/console/account/leases/:id/end",
    "/api/console/account/machines/:id/lost",
    "/api/console/account/machines/:id/revoke",
    "/api/console/account/not-me",
    "/api/console/account/passkeys/remove",
    "/api/console/account/sessions/:id/end",
    "/api/console/account/sessions/end-all",
    "/api/console/account/tokens/:id/end",
    "/api/console/account/tokens/end-all",
    "/api/console/break-glass/uses/:id/end",
    "/api/console/client-tickets/:id/revoke",
    "/api/console/clients/:id/remove",
    "/api/console/enrolments/:id/refuse",
    "/api/console/leases/:id/end",
    "/api/console/machines/:id/lost",
    "/api/console/machines/:id/quarantine",
    "/api/console/machines/:id/revoke",
    "/api/console/people/:id/offboard",
    "/api/console/people/:id/suspend",
    "/api/console/recoveries/:id/stop",
    "/api/console/tickets/revoke",
  ]);
});
