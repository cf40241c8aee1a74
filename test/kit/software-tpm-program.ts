// A TPM 2.0 in software, as a program: `node software-tpm-program.ts <folder> [folder of its maker's authority]`. It prints "ready" and serves
// one connection at a time at <folder>/socket until it is ended. The first start makes the TPM and has its maker certify its
// endorsement key, each later one continues with it, as after a restart of the machine. Of the system nothing is touched.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";

const [folder, maker = join(folder ?? "", "maker")] = process.argv.slice(2);
if (folder === undefined) throw new TypeError("a folder is needed");
const state = join(folder, "state");
const socket = join(folder, "socket");

if (!existsSync(state)) manufacture();
rmSync(socket, { force: true });
const tpm = spawn(
  "swtpm",
  [
    ...["socket", "--tpm2", "--tpmstate", `dir=${state}`, "--flags", "not-need-init,startup-clear"],
    ...["--server", `type=unixio,path=${socket}`, "--ctrl", `type=unixio,path=${socket}.ctrl`],
  ],
  { stdio: ["ignore", "ignore", "pipe"] },
);
let complaints = "";
tpm.stderr.setEncoding("utf8").on("data", (text: string) => {
  complaints += text;
});
tpm.once("close", (code) => {
  if (code !== 0 && code !== null) process.stderr.write(complaints);
  process.exit(code ?? 0);
});
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => tpm.kill("SIGTERM"));
// The process that started us may be gone without a word.
process.stdin.resume().once("end", () => tpm.kill("SIGTERM"));
tell();

/** Waits until it answers: the socket is there before a program listens on it. */
function tell(): void {
  const connection = connect(socket);
  connection.once("error", () => setTimeout(tell, 20));
  connection.once("connect", () => {
    connection.destroy();
    process.stdout.write("ready\n");
  });
}

function manufacture(): void {
  mkdirSync(state, { recursive: true });
  mkdirSync(maker, { recursive: true });
  const authority = { statedir: "", signingkey: "signkey.pem", issuercert: "issuercert.pem", certserial: "certserial" };
  const lines = Object.entries(authority).map(([name, file]) => `${name} = ${join(maker, file)}`);
  writeFileSync(join(maker, "authority.conf"), `${lines.join("\n")}\n`);
  writeFileSync(join(maker, "authority.options"), "--tpm-manufacturer IBM\n--tpm-model swtpm\n--tpm-version 2\n");
  const setup = {
    create_certs_tool: "/usr/bin/swtpm_localca",
    create_certs_tool_config: join(maker, "authority.conf"),
    create_certs_tool_options: join(maker, "authority.options"),
    active_pcr_banks: "sha256",
  };
  const config = Object.entries(setup).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(join(maker, "setup.conf"), `${config.join("\n")}\n`);
  const args = ["--tpm2", "--tpmstate", state, "--create-ek-cert", "--config", join(maker, "setup.conf")];
  execFileSync("swtpm_setup", args, { stdio: "pipe" });
}
