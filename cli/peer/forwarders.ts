// Programs that carry a loopback port to or from another machine, container or person (threat M2). A hello that arrives
// through one of them was not sent by a browser on this desk. They are known by executable or by the folder it lies in,
// never by port. This protects honest command lines from honest mistakes; a program that hides is caught by the keys.

type ForwarderKind = "ssh" | "editor" | "tunnel" | "relay" | "container";

interface Forwarder {
  readonly kind: ForwarderKind;
  /** Says what the program does to a port, for the reader of a refusal. */
  readonly because: string;
}

const row = (kind: ForwarderKind, because: string, ...names: string[]): [string, Forwarder][] =>
  names.map((name) => [name, { kind, because }]);

/**
 * The windows of VS Code and its kin: their extension hosts listen and dial here for remote machines and for guests.
 * macOS runs them as helpers with a name for each purpose. People approve no logins in them.
 */
function editorWindows(): string[] {
  const editors = ["code", "code - insiders", "vscodium", "codium", "cursor", "windsurf", "positron"];
  const helpers = ["", " helper", " helper (plugin)", " helper (renderer)", " helper (gpu)"];
  return editors.flatMap((editor) => helpers.map((helper) => editor + helper));
}

/** Forwarders by the executable's file name, in lower case and without `.exe`. */
const BY_NAME = new Map<string, Forwarder>([
  ...row("ssh", "carries ports for anybody who logged in here by SSH (-L, -D at their end)", "sshd", "sshd-session"),
  ...row("ssh", "carries ports for anybody who logged in here by SSH", "dropbear", "tinysshd"),
  ...row("ssh", "dials local ports for the machine it is connected to (-R, or as a multiplexer)", "ssh", "dbclient"),
  ...row("ssh", "keeps SSH forwardings open", "autossh", "sshuttle", "plink", "putty", "kitty"),
  ...row("ssh", "keeps SSH forwardings open", "bvssh", "bvterm", "securecrt", "mobaxterm", "termius"),
  ...row("ssh", "carries ports for a remote session", "etserver", "etterminal", "et", "tsh", "tbot", "teleport"),
  ...row("editor", "forwards this machine's ports to a remote editor", "code-tunnel", "code-server", "devtunnel"),
  ...row("editor", "forwards this machine's ports to a remote editor", "remote-dev-server", "zed-remote-server"),
  ...row("editor", "forwards this machine's ports to a browser elsewhere", "openvscode-server", "supervisor-gitpod"),
  ...row("editor", "carries the ports of a workspace elsewhere", "gh", "coder", "devpod", "daytona", "gitpod"),
  ...row("editor", "carries the ports of a workspace elsewhere", "jetbrains_client", "jetbrains_client64"),
  ...row(
    "tunnel",
    "publishes local ports to the internet",
    "ngrok",
    "cloudflared",
    "bore",
    "zrok",
    "pinggy",
    "loophole",
    "lt",
    "loclx",
    "pktriot",
    "playit",
    "tunnelto",
    "pagekite",
    "pagekite.py",
  ),
  ...row("tunnel", "publishes local ports through a rented server", "frpc", "frps", "rathole", "inlets", "gsocket"),
  ...row("tunnel", "carries ports inside a tunnel", "chisel", "wstunnel", "gost", "websocat", "boundary", "ligolo-ng"),
  ...row(
    "tunnel",
    "carries ports inside a tunnel",
    "tor",
    "v2ray",
    "xray",
    "sing-box",
    "mihomo",
    "sslocal",
    "wireproxy",
  ),
  ...row("tunnel", "serves local ports to its network", "tailscaled", "tailscale", "netbird", "zerotier-one"),
  ...row("tunnel", "carries ports for cloud sessions", "session-manager-plugin", "ssm-session-worker"),
  // Both are Python: `gcloud compute start-iap-tunnel`, `az network bastion tunnel`.
  ...row("tunnel", "carries ports for cloud sessions", "gcloud", "gcloud.py", "az", "azure.cli", "azbridge"),
  ...row("tunnel", "carries ports for cloud sessions", "flyctl", "fly", "heroku", "cf", "sdm", "hoop", "pomerium-cli"),
  ...row("tunnel", "carries a database's ports", "cloud-sql-proxy", "cloud_sql_proxy", "alloydb-auth-proxy"),
  ...row("tunnel", "carries a pod's ports", "kubectl", "oc", "telepresence", "mirrord", "kubefwd", "ktunnel", "k9s"),
  ...row("tunnel", "carries a pod's ports", "virtctl", "skaffold", "tilt", "okteto", "devspace", "istioctl", "linkerd"),
  ...row("relay", "passes connections on", "socat", "socat1", "rinetd", "redir", "simpleproxy", "tcpproxy"),
  ...row("relay", "passes connections on when told to", "ncat", "nc", "nc.openbsd", "nc.traditional", "netcat"),
  ...row("relay", "passes connections on", "systemd-socket-proxyd", "stunnel", "stunnel4", "ghostunnel"),
  ...row("relay", "is a proxy", "haproxy", "nginx", "envoy", "caddy", "traefik", "squid", "3proxy", "mitmdump"),
  ...row("container", "carries a container's published ports", "docker-proxy", "rootlessport", "rootlesskit"),
  ...row("container", "is a container's or virtual machine's network", "slirp4netns", "pasta", "pasta.avx2", "passt"),
  ...row("container", "is a container's or virtual machine's network", "gvproxy", "vpnkit", "qemu-system-x86_64"),
  ...row("container", "is a virtual machine's network", "qemu-system-aarch64", "qemu-kvm", "vboxheadless"),
  ...row("container", "is a virtual machine's network", "virtualboxvm", "vmware-vmx", "hyperkit", "vfkit", "krunkit"),
  ...row("container", "carries a virtual machine's ports", "limactl", "lima-guestagent", "colima"),
  ...row(
    "container",
    "carries the ports of a virtual machine",
    "wslrelay",
    "wslhost",
    "wslservice",
    "vmmem",
    "vmmemwsl",
  ),
  ...row("container", "carries a virtual machine's ports", "com.docker.backend", "com.docker.vpnkit", "vpnkit-bridge"),
  ...row("container", "carries a virtual machine's ports", "orbstack helper", "vmnat", "vmnet-natd", "prl_naptd"),
  ...row("relay", "carries ports for a phone or another device", "adb", "iproxy", "usbmuxd"),
  ...row("relay", "carries ports that `netsh interface portproxy` was told to", "svchost"),
  ...row("editor", "shares ports of its own windows with guests and remote machines", ...editorWindows()),
]);

/**
 * Folders that give away the executable or script in them: these servers are a plain `node` or `java`, and bring their own.
 * VS Code and its kin, JetBrains Gateway, Zed.
 */
const EDITOR_FOLDERS =
  /[/\\]\.?(?:vscode|vscode-server-insiders|vscode-insiders|vscodium|cursor|windsurf|trae|positron|antigravity|kiro)-(?:server|remote)(?:-insiders)?[/\\]|[/\\]\.vscode[/\\]cli[/\\]|[/\\](?:code|openvscode)-server[/\\]|[/\\]JetBrains[/\\]RemoteDev|[/\\]remote-dev-server|[/\\]\.zed_server[/\\]/i;

const EDITOR: Forwarder = { kind: "editor", because: "forwards this machine's ports to a remote editor" };

/** Runtimes whose own path says nothing; the script in their first arguments does. */
const RUNTIMES = /^(?:node|nodejs|bun|deno|javaw?|pythonw?[\d.]*|electron)$/;

/** Their options that have a value after them. */
const HAS_VALUE =
  /^(?:-[XWrCp]|--(?:require|import|loader|experimental-loader|conditions|class-path|module-path)|-cp|-classpath)$/;

/** True for the command line of a remote editor's server. @param command arguments one by one, or as one text */
export function isEditorServer(command: readonly string[] | string): boolean {
  const start = typeof command === "string" ? command.slice(0, 1024) : command.slice(0, 3).join(" ");
  return EDITOR_FOLDERS.test(start);
}

/**
 * The forwarder that the process with this executable is; null if it is not known for one.
 *
 * @param executable its path, or its short name if the path can't be read
 * @param argv its arguments, the program's own name first; empty if they can't be read
 */
export function forwarderOf(executable: string, argv: readonly string[]): Forwarder | null {
  const path = executable.replace(/ \(deleted\)$/, ""); // Linux marks a program so that was updated while it ran
  const name = nameOf(path);
  const forwarder = BY_NAME.get(name);
  if (forwarder !== undefined) return forwarder;
  if (EDITOR_FOLDERS.test(path)) return EDITOR;
  if (!RUNTIMES.test(name)) return null;
  const script =
    argv.find((argument, at) => at > 0 && !argument.startsWith("-") && !HAS_VALUE.test(argv[at - 1] ?? "")) ?? "";
  return EDITOR_FOLDERS.test(script) ? EDITOR : (BY_NAME.get(nameOf(script)) ?? null);
}

/**
 * A process that hides shows only its kernel's name, of which Linux keeps this number of characters
 * (proc_pid_comm(5)).
 */
const SHORT_NAME = 15;

/** Does the same for a process that hides. @param shortName it may be cut */
export function hiddenForwarderOf(shortName: string, argv: readonly string[]): Forwarder | null {
  const forwarder = forwarderOf(shortName, argv);
  if (forwarder !== null || shortName.length < SHORT_NAME) return forwarder;
  const start = shortName.toLowerCase();
  for (const [name, forwarder] of BY_NAME) if (name.startsWith(start)) return forwarder;
  return null;
}

/** True for an executable that says nothing by itself: only its arguments tell what it is. */
export const isRuntime = (executable: string): boolean => RUNTIMES.test(nameOf(executable));

/** The file's name in lower case: Windows and macOS know no case in file names, and a forwarder is one in any case. */
const nameOf = (path: string): string => (path.split(/[/\\]/).at(-1) ?? path).toLowerCase().replace(/\.exe$/, "");
