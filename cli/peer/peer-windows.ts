import { answeringProgram, type Program } from "./answering-program.ts";
import { type Endpoints, endpointsOf, plainAddress } from "./endpoints.ts";
import { forwarderOf, isRuntime } from "./forwarders.ts";
import { type Peer, type PeerOf, shownProcess, UNKNOWN } from "./peer.ts";
import { argumentsIn, type OwnerRow, type OwnersAnswer, readOwners } from "./windows-owners.ts";

// The other end of a loopback connection on Windows (protocol §4.2), asked of one PowerShell that is started when a browser
// may come, and that ends with this process. This was written from Microsoft's documentation and not run on Windows by us.
// PowerShell is expected to take one to three seconds until it has compiled its code, while the person still goes to the
// browser, and then some 5–30 ms a question.
//
// Without rights of an administrator, the account of other people's processes can't be read. It stays unknown.

/** The extension waits three seconds for its answer (protocol §4.3). Milliseconds. */
const ANSWER_WITHIN = 2000;
/** `MIB_TCP_STATE`: established, FIN_WAIT1, FIN_WAIT2, CLOSE_WAIT. */
const OPEN = new Set([5, 6, 7, 8]);

/** @param powershell the one that runs windows-owner-script.ts */
export function windowsPeerCheck(powershell: Program): PeerOf {
  const program = answeringProgram(powershell, ANSWER_WITHIN);
  const peerOf: PeerOf = async (socket) => {
    const own = endpointsOf(socket);
    if (own === undefined) return UNKNOWN;
    const answer = await program.ask(`${own.remotePort} ${own.localPort}`);
    const owners = answer === undefined ? undefined : readOwners(answer);
    return owners === undefined ? UNKNOWN : judgeOwners(owners, own);
  };
  return Object.assign(peerOf, { warm: program.start });
}

/** Reads that answer for the other end of that connection. */
export function judgeOwners(owners: OwnersAnswer, own: Endpoints): Peer {
  const rows = owners.rows.filter((row) => isOtherEnd(row, own));
  const [row] = rows;
  // More than one row is ambiguous: the peer is then unknown.
  if (row === undefined || rows.length > 1 || row.sid === null) return UNKNOWN;
  if (row.sid !== owners.own) return { account: "other", process: null, forwarded: "unknown" };
  if (row.path === null) return { account: "same", process: null, forwarded: "unknown" };
  const forwarder = forwarderOf(row.path, row.command === null ? [] : argumentsIn(row.command));
  const process = shownProcess(row.path);
  if (forwarder !== null) return { account: "same", process, forwarded: "yes" };
  return { account: "same", process, forwarded: row.command === null && isRuntime(row.path) ? "unknown" : "no" };
}

function isOtherEnd(row: OwnerRow, own: Endpoints): boolean {
  return (
    OPEN.has(row.state) &&
    row.localPort === own.remotePort &&
    row.remotePort === own.localPort &&
    plainAddress(row.local) === plainAddress(own.remoteAddress) &&
    plainAddress(row.remote) === plainAddress(own.localAddress)
  );
}
