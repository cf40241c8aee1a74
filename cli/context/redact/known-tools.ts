// Tools that take a secret in a place that no name gives away. All other secrets are found by name, by shape or by how
// random they look.

export interface SecretPlace {
  /** The flag, with its dashes. */
  readonly flag: string;
  /** `next` for `-p X`, `attached` for `-pX`, and `either`. */
  readonly value: "next" | "attached" | "either";
  /** Only the text after this separator is secret: `-u user:password`. */
  readonly after?: string;
  /** The flag counts only once this word was seen: `docker login -p X`, but not `docker run -p 80:80`. */
  readonly once?: string;
}

/** The place of a secret word: the number of words, flags left out, after `once` or after the tool. */
interface SecretPosition {
  readonly once?: string;
  readonly skip: number;
}

export interface KnownTool {
  readonly places: readonly SecretPlace[];
  readonly positions?: readonly SecretPosition[];
}

const next = (flag: string): SecretPlace => ({ flag, value: "next" });
const either = (flag: string): SecretPlace => ({ flag, value: "either" });
const attached = (flag: string): SecretPlace => ({ flag, value: "attached" });
const userAnd = (flag: string, after = ":"): SecretPlace => ({ flag, value: "either", after });

const loginPassword: KnownTool = { places: [{ flag: "-p", value: "either", once: "login" }] };
const capitalP: KnownTool = { places: [either("-P")] };
const mysql: KnownTool = { places: [attached("-p")] }; // a lone -p asks for the password, and the next word is the database
const mongo: KnownTool = { places: [either("-p")] };
const ldap: KnownTool = { places: [either("-w"), { flag: "-s", value: "next", once: "ldappasswd" }] };
const sevenZip: KnownTool = { places: [attached("-p")] };
const samba: KnownTool = { places: [userAnd("-U", "%"), userAnd("--user", "%")] };
const putty: KnownTool = { places: [next("-pw")] };
const snmp: KnownTool = { places: [either("-c"), either("-A"), either("-X")] };
const httpie: KnownTool = { places: [userAnd("-a")] };

/** Tools known to have no such place: they end what the tool before them means by its flags (`sshpass -p X ssh -p 22`). */
const none: KnownTool = { places: [] };

const TOOLS: Readonly<Record<string, KnownTool>> = {
  ssh: none,
  scp: none,
  sftp: none,
  rsync: none,
  psql: none,
  sshpass: { places: [either("-p")] },
  mysql,
  mysqldump: mysql,
  mysqladmin: mysql,
  mysqlimport: mysql,
  mariadb: mysql,
  "mariadb-dump": mysql,
  "mariadb-admin": mysql,
  docker: loginPassword,
  podman: loginPassword,
  nerdctl: loginPassword,
  buildah: loginPassword,
  skopeo: loginPassword,
  helm: loginPassword,
  oc: loginPassword,
  az: loginPassword,
  curl: {
    places: [
      userAnd("-u"),
      userAnd("--user"),
      userAnd("-U"),
      userAnd("--proxy-user"),
      userAnd("-E"),
      userAnd("--cert"),
      either("-b"),
    ],
  },
  http: httpie,
  https: httpie,
  xh: httpie,
  "redis-cli": { places: [next("-a")] },
  psexec: { places: [next("-p")] },
  plink: putty,
  pscp: putty,
  psftp: putty,
  putty,
  ldapsearch: ldap,
  ldapadd: ldap,
  ldapmodify: ldap,
  ldapdelete: ldap,
  ldapwhoami: ldap,
  ldappasswd: ldap,
  smbclient: samba,
  rpcclient: samba,
  "7z": sevenZip,
  "7za": sevenZip,
  "7zz": sevenZip,
  zip: capitalP,
  unzip: capitalP,
  sqlcmd: capitalP,
  bcp: capitalP,
  tsql: capitalP,
  ipmitool: capitalP,
  mongo,
  mongosh: mongo,
  mongodump: mongo,
  mongorestore: mongo,
  mongoexport: mongo,
  mongoimport: mongo,
  snmpget: snmp,
  snmpset: snmp,
  snmpwalk: snmp,
  openssl: { places: [next("-k"), next("-K")] },
  gh: { places: [{ flag: "-b", value: "next", once: "secret" }] },
  htpasswd: { places: [], positions: [{ once: "-b", skip: 2 }] },
  vault: { places: [], positions: [{ once: "login", skip: 0 }] },
  net: { places: [...samba.places], positions: [{ once: "user", skip: 1 }] },
  rabbitmqctl: {
    places: [],
    positions: [
      { once: "add_user", skip: 1 },
      { once: "change_password", skip: 1 },
    ],
  },
  wpa_passphrase: { places: [], positions: [{ skip: 1 }] },
  nmcli: { places: [], positions: [{ once: "password", skip: 0 }] },
  rclone: { places: [], positions: [{ once: "obscure", skip: 0 }] },
  cf: { places: [...loginPassword.places], positions: [{ once: "auth", skip: 1 }] },
};

const BY_NAME = new Map(Object.entries(TOOLS));

/** The tool that a word starts (`/usr/bin/mysql`, `MYSQL.EXE`), by the last part of a path or of a flag's value. */
export function knownTool(word: string): KnownTool | undefined {
  const base = word.split(/[/\\=]/).at(-1) ?? "";
  return BY_NAME.get(base.toLowerCase().replace(/\.exe$/, ""));
}
