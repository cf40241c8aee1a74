// Three machines that share a network and nothing else: server, victim and attacker, each a network namespace of its
// own with its own loopback. The server's is between the other two and forwards, as a router would: the attacker
// reaches the victim's address on the network, and never the victim's loopback.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ip, nameNamespace, removeDeadRuns, removeNamespace, runTag } from "./namespaces.ts";
import { namespacesAvailable } from "./namespaces-available.ts";

export type Host = {
  readonly name: HostName;
  /** The value for `Start.namespace` and `Launch.namespace`. */
  readonly namespace: string;
  /** Its IPv4 address on the shared network, never a loopback address. */
  readonly address: string;
};

export type Hosts = Readonly<Record<HostName, Host>> & {
  /** Ends every process that still runs in them, and removes them. */
  readonly remove: () => Promise<void>;
};

const ADDRESSES = { server: "10.77.0.1", victim: "10.77.0.2", attacker: "10.77.0.3" } as const;
const NAMES = ["server", "victim", "attacker"] as const;
export type HostName = (typeof NAMES)[number];

/**
 * Makes the three machines. Any number of runs side by side: names carry the run, addresses exist in their namespaces only.
 * @param serverNames what the server is called; each name leads to it on all three
 * @param attackerNames the same of the attacker's machine
 * @throws Error if namespaces can't be made, saying why; never falls back to something weaker
 */
export async function createHosts(
  serverNames: readonly string[],
  attackerNames: readonly string[] = [],
): Promise<Hosts> {
  const { available, why } = await namespacesAvailable();
  if (!available) throw new Error(`These tests need network namespaces: ${why}`);
  await removeDeadRuns();

  const tag = await runTag();
  const host = (name: HostName): Host => ({ name, namespace: nameNamespace(tag, name), address: ADDRESSES[name] });
  const hosts = { server: host("server"), victim: host("victim"), attacker: host("attacker") };
  const all = NAMES.map((name) => hosts[name]);
  const remove = async (): Promise<void> => {
    for (const { namespace } of all) await removeNamespace(namespace);
  };
  try {
    for (const { namespace } of all) {
      await ip("netns", "add", namespace);
      await ip("-n", namespace, "link", "set", "lo", "up");
      await nameResolution(namespace, { [ADDRESSES.server]: serverNames, [ADDRESSES.attacker]: attackerNames });
    }
    await ip("netns", "exec", hosts.server.namespace, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
    await connect(hosts.server, hosts.victim);
    await connect(hosts.server, hosts.attacker);
  } catch (error) {
    await remove();
    throw error;
  }
  return { ...hosts, remove };
}

/**
 * Packets that the machine's loopback has carried since it was made, of every protocol and port, each counted once.
 * The kernel's own counter of the device: exact, nothing is sampled or lost, and a connection attempt to a closed port
 * adds its SYN and RST. Equal before and after means that nothing went to any loopback port in between. A capture or
 * a packet filter would need another program and say less: one port, and after a delay.
 */
export async function loopbackPackets({ namespace }: Host): Promise<number> {
  // `ip netns exec` shows the namespace's own /sys.
  const counter = await ip("netns", "exec", namespace, "cat", "/sys/class/net/lo/statistics/tx_packets");
  if (!/^\d+\n$/.test(counter)) throw new Error(`The loopback of ${namespace} has no counter, but ${counter}`);
  return Number(counter);
}

/**
 * A cable from the server to a machine, which reaches everything through it. Without IPv6 addresses of its own: the kernel
 * would give one some three seconds later, and a browser that sees an address come aborts what it was loading.
 */
async function connect(server: Host, machine: Host): Promise<void> {
  const near = ["-n", server.namespace];
  const far = ["-n", machine.namespace];
  await ip(...near, "link", "add", machine.name, "type", "veth", "peer", "name", "lan", "netns", machine.namespace);
  await ip(...near, "address", "add", server.address, "peer", machine.address, "dev", machine.name);
  await ip(...far, "address", "add", machine.address, "peer", server.address, "dev", "lan");
  await ip(...near, "link", "set", machine.name, "addrgenmode", "none", "up");
  await ip(...far, "link", "set", "lan", "addrgenmode", "none", "up");
  await ip(...far, "route", "add", "default", "via", server.address);
}

/** `ip netns exec` lays these over /etc. The resolver named is the server's closed port: unknown names fail at once. */
async function nameResolution(namespace: string, names: Readonly<Record<string, readonly string[]>>): Promise<void> {
  const folder = join("/etc/netns", namespace);
  await mkdir(folder, { recursive: true });
  const others = Object.entries(names).flatMap(([address, its]) => its.map((name) => `${address} ${name}`));
  const lines = ["127.0.0.1 localhost", "::1 localhost", ...others];
  await writeFile(join(folder, "hosts"), `${lines.join("\n")}\n`);
  await writeFile(join(folder, "resolv.conf"), `nameserver ${ADDRESSES.server}\noptions timeout:1 attempts:1\n`);
}
