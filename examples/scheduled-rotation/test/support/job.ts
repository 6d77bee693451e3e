import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

/** What a schedule starts, with folders of this machine in the place of its own. */
export interface Job {
  /** What stands behind `mailjet-secrets`. */
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where the journal lies. */
  readonly journal: string;
}

/** Addresses and the like that a reader puts in the place of the examples. */
export type Replacements = Readonly<Record<string, string>>;

interface Volume {
  readonly name: string;
  readonly configMap?: { readonly name: string };
  readonly projected?: { readonly sources: readonly { readonly serviceAccountToken: { readonly path: string } }[] };
  readonly persistentVolumeClaim?: { readonly claimName: string };
}

interface Container {
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

/** The objects of a manifest, by kind. */
export interface Manifest {
  readonly ConfigMap: { readonly metadata: { name: string }; readonly data: Readonly<Record<string, string>> };
  readonly PersistentVolumeClaim: { readonly metadata: { name: string } };
  readonly ServiceAccount: { readonly metadata: { name: string } };
  readonly CronJob: {
    readonly spec: {
      readonly schedule: string;
      readonly concurrencyPolicy: string;
      readonly jobTemplate: {
        readonly spec: {
          readonly backoffLimit: number;
          readonly activeDeadlineSeconds: number;
          readonly template: {
            readonly spec: {
              readonly restartPolicy: string;
              readonly serviceAccountName: string;
              readonly containers: readonly Container[];
              readonly volumes: readonly Volume[];
            };
          };
        };
      };
    };
  };
}

const examples = join(import.meta.dirname, "../..");

/** Reads one of the manifests. Throws for YAML that is none. */
export function manifest(name: string): Manifest {
  const documents = parseAllDocuments(readFileSync(join(examples, "kubernetes", name), "utf8"));
  const objects = documents.map((document) => {
    if (document.errors.length > 0) throw new TypeError(`${name} is no YAML.`);
    return document.toJSON() as { readonly kind: string };
  });
  return Object.fromEntries(objects.map((object) => [object.kind, object])) as unknown as Manifest;
}

/** Mounts the volumes of a manifest's pod into `folder`, as kubelet does, and gives what its container runs. */
export function podOf(objects: Manifest, folder: string, login: string, replacements: Replacements): Job {
  const { containers, volumes } = objects.CronJob.spec.jobTemplate.spec.template.spec;
  const [container] = containers;
  if (container?.command.join() !== "mailjet-secrets") throw new TypeError("This is not what is run here.");
  const places = Object.fromEntries(
    container.volumeMounts.map(({ mountPath }) => [mountPath, join(folder, mountPath)]),
  );
  const local = replacing({ ...places, ...replacements });
  for (const { name, mountPath } of container.volumeMounts) {
    const volume = volumes.find((each) => each.name === name);
    if (volume === undefined) throw new TypeError(`There is no volume ${name}.`);
    const files = contentOf(volume, objects, login);
    mkdirSync(join(folder, mountPath), { recursive: true, mode: 0o700 });
    for (const [file, text] of files) writeFileSync(join(folder, mountPath, file), local(text));
  }
  const words = container.args.map(local);
  const environment = Object.fromEntries(container.env.map(({ name, value }) => [name, local(value)]));
  return { words, environment, journal: journalIn(words) };
}

function contentOf(volume: Volume, objects: Manifest, login: string): readonly (readonly [string, string])[] {
  const { configMap, projected, persistentVolumeClaim } = volume;
  if (configMap?.name === objects.ConfigMap.metadata.name) return Object.entries(objects.ConfigMap.data);
  if (projected !== undefined) return projected.sources.map(({ serviceAccountToken: { path } }) => [path, login]);
  if (persistentVolumeClaim?.claimName === objects.PersistentVolumeClaim.metadata.name) return [];
  throw new TypeError(`The volume ${volume.name} has no source.`);
}

/** Lays out files and folders of the unit in `folder`, as systemd and its administrator do, and gives what it runs. */
export function unitOf(
  configFile: string,
  folder: string,
  files: Readonly<Record<string, string>>,
  replacements: Replacements,
): Job {
  const unit = unitFile("mailjet-rotation.service");
  const [etc, credentials, state] = ["/etc/mailjet-rotation", "/run/credentials/mailjet-rotation.service", "/var/lib"];
  const own = { "%S": join(folder, state), [etc]: join(folder, etc), [credentials]: join(folder, credentials) };
  const local = replacing({ ...own, ...replacements });
  for (const place of [etc, credentials]) mkdirSync(join(folder, place), { recursive: true });
  mkdirSync(join(folder, state, unit("StateDirectory")), { recursive: true, mode: 0o700 });
  const config = readFileSync(join(examples, "systemd", configFile), "utf8");
  writeFileSync(join(folder, etc, "mailjet-secrets.config.json"), local(config));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, etc, file), text);
  const [name = "", source = ""] = unit("LoadCredential").split(":");
  writeFileSync(join(folder, credentials, name), readFileSync(join(folder, source), "utf8"), { mode: 0o400 });
  const [program, ...words] = local(unit("ExecStart")).split(" ");
  if (program !== "/usr/bin/mailjet-secrets") throw new TypeError("This is not what is run here.");
  const [variable = "", value = ""] = unit("Environment").split("=");
  return { words, environment: { [variable]: local(value) }, journal: journalIn(words) };
}

/** Reads a unit file: gives the one value of a setting. Throws for a setting that is absent or there twice. */
export function unitFile(name: string): (setting: string) => string {
  const lines = readFileSync(join(examples, "systemd", name), "utf8").split("\n");
  const odd = lines.filter((line) => !/^$|^#|^\[(Unit|Service|Timer|Install)\]$|^[A-Z]\w*=\S/.test(line));
  if (odd.length > 0) throw new TypeError(`${name} has lines that are none: ${odd.join()}`);
  return (setting) => {
    const values = lines.filter((line) => line.startsWith(`${setting}=`)).map((line) => line.slice(setting.length + 1));
    if (values.length !== 1) throw new TypeError(`${name} has ${values.length} times ${setting}.`);
    return values[0] ?? "";
  };
}

function journalIn(words: readonly string[]): string {
  const [journal] = words.flatMap((word) => (word.startsWith("--journal=") ? [word.slice("--journal=".length)] : []));
  if (journal === undefined) throw new TypeError("There is no journal.");
  return journal;
}

function replacing(replacements: Replacements): (text: string) => string {
  return (text) => Object.entries(replacements).reduce((done, [from, to]) => done.replaceAll(from, to), text);
}
