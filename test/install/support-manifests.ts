// Reads what deploy/ says to engines, as the tests need it.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { parseAllDocuments } from "yaml";
import { repository } from "../support/repository.ts";

const COMPOSE = join(repository, "deploy/compose.yaml");
const KUBERNETES = join(repository, "deploy/kubernetes/nearside.yaml");
const ISSUER = "https://login.example.com";

const resourceSchema = v.looseObject({ apiVersion: v.string(), kind: v.string() });
type Resource = v.InferOutput<typeof resourceSchema>;

/** Every resource of the manifest. */
export const kubernetesResources = (): readonly Resource[] =>
  // Kubernetes reads numbers as YAML 1.1 does: 0440 is octal
  parseAllDocuments(readFileSync(KUBERNETES, "utf8"), { version: "1.1" }).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return v.parse(resourceSchema, document.toJS());
  });

const variables = v.record(v.string(), v.string());
const secretSchema = v.looseObject({
  defaultMode: v.number(),
  items: v.array(v.looseObject({ key: v.string(), path: v.string() })),
});
const containerSchema = v.looseObject({
  env: v.array(v.looseObject({ name: v.string() })),
  startupProbe: v.looseObject({ httpGet: v.looseObject({ path: v.string() }) }),
  livenessProbe: v.looseObject({ httpGet: v.looseObject({ path: v.string() }) }),
  readinessProbe: v.looseObject({ httpGet: v.looseObject({ path: v.string() }) }),
  volumeMounts: v.tuple([v.looseObject({ mountPath: v.string() })]),
});
const deploymentSchema = v.looseObject({
  spec: v.looseObject({
    template: v.looseObject({
      spec: v.looseObject({
        securityContext: v.looseObject({ runAsUser: v.number(), fsGroup: v.number() }),
        containers: v.tuple([containerSchema]),
        volumes: v.tuple([v.looseObject({ secret: secretSchema })]),
      }),
    }),
  }),
});

/** The server's container of the manifest. */
export function kubernetesServer() {
  const resources = kubernetesResources();
  const { data } = v.parse(v.looseObject({ data: variables }), resources.find(isOf("ConfigMap")));
  const { spec } = v.parse(deploymentSchema, resources.find(isOf("Deployment"))).spec.template;
  const [container] = spec.containers;
  const [{ mountPath }] = container.volumeMounts;
  const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
  return {
    env: data,
    account: spec.securityContext.runAsUser,
    /** Files of the secret: their folder, names and mode. */
    keys: { folder: mountPath, files: spec.volumes[0].secret.items, mode: spec.volumes[0].secret.defaultMode },
    probes: probes.map(({ httpGet }) => httpGet.path),
  };
}

const isOf =
  (kind: string) =>
  (resource: Resource): boolean =>
    resource.kind === kind;

const secretOfCompose = v.looseObject({ source: v.string() });
const serverSchema = v.looseObject({
  environment: variables,
  read_only: v.literal(true),
  cap_drop: v.tuple([v.literal("ALL")]),
  secrets: v.array(secretOfCompose),
});
const networks = v.record(v.string(), v.unknown());
const composeSchema = v.looseObject({
  services: v.looseObject({
    "server-1": serverSchema,
    "server-2": serverSchema,
    "server-3": serverSchema,
    front: v.looseObject({ command: v.tuple([v.literal("sh"), v.literal("-c"), v.string()]), networks }),
    postgres: v.looseObject({ networks, volumes: v.array(v.looseObject({ source: v.string(), target: v.string() })) }),
  }),
});

/** Returns what Compose itself makes of its file, which it checks. @throws Error with what it says */
export function compose() {
  const env = { PATH: process.env["PATH"], NEARSIDE_ISSUER: ISSUER };
  const read = execFileSync("docker-compose", ["--file", COMPOSE, "config", "--format", "json"], { env });
  const { services } = v.parse(composeSchema, JSON.parse(read.toString()));
  const [, , prepares] = services.front.command;
  const { front, postgres } = services;
  const shared = Object.keys(front.networks).filter((name) => Object.hasOwn(postgres.networks, name));
  return { server: services["server-1"], prepares, postgres, sharedWithFront: shared };
}
