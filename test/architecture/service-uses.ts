import {
  type Declaration,
  Declarations,
  functionOf,
  isFunction,
  type Made,
  methodOf,
  nameOf,
  type Placed,
  placesWithin,
  typeOf,
} from "./declarations.ts";
import { isCode, isUnitTest, type Source } from "./source.ts";
import { everyNodeOf, field, lineOf, nodeAt, nodesAt, parseSource, type SyntaxNode, textAt } from "./syntax-tree.ts";

/** A parameter of one function of the server, if it is made of services. */
interface ServiceUse {
  readonly path: string;
  readonly line: number;
  readonly functionName: string;
  /** The services that its type promises, by member: "clock", "db". */
  readonly declared: ReadonlySet<string>;
  /** Those of them that the function reads, or hands to a function that uses them. */
  readonly used: ReadonlySet<string>;
}

interface Parameter extends ServiceUse {
  readonly used: Set<string>;
  readonly handedTo: HandedTo[];
}

/** The caller's parameter goes to this one, after the caller has put other values in place of some members. */
interface HandedTo {
  readonly target: Parameter;
  readonly replaced: readonly string[];
}

/** The name of an interface that holds one service. */
const SERVICE = /^With[A-Z]/;
/** These files join the rows of all addresses, so they take everything. */
const JOINS_ALL = /^server\/surfaces\/wiring\/(?:app|console-routes)\.ts$/;

/**
 * Finds every parameter whose type is made of services: `WithClock & WithDb`, or a name for such a type.
 *
 * It reads syntax alone. Where the syntax does not show what becomes of a parameter, all that its type promises counts as used.
 */
export function serviceUsesIn(sources: readonly Source[]): readonly ServiceUse[] {
  const files = sources.filter(({ path }) => path.startsWith("server/") && isCode(path) && !isUnitTest(path));
  const uses = new ServiceUses(files);
  const parameters = files.flatMap((file) => uses.parametersOf(file));
  let grows = true;
  while (grows) grows = parameters.map(addUsesOfTargets).includes(true);
  return parameters;
}

/** @returns true if that was news */
function addUsesOfTargets({ declared, used, handedTo }: Parameter): boolean {
  const before = used.size;
  for (const { target, replaced } of handedTo)
    for (const member of target.used) if (declared.has(member) && !replaced.includes(member)) used.add(member);
  return used.size > before;
}

class ServiceUses {
  readonly #declarations: Declarations;
  /** The interface of the service, by member. */
  readonly #services = new Map<string, Declaration>();
  /** Each parameter is judged once, because functions may call each other. */
  readonly #parameters = new Map<SyntaxNode, Parameter | undefined>();

  constructor(files: readonly Source[]) {
    this.#declarations = new Declarations(files);
    for (const declaration of this.#declarations.all()) {
      const member = serviceOf(declaration.node);
      if (member !== undefined) this.#services.set(member, declaration);
    }
  }

  parametersOf(file: Source): readonly Parameter[] {
    return [...placesWithin([parseSource(file)])]
      .filter(([node]) => isFunction(node))
      .flatMap((made) => nodesAt(made[0], "params").map((_, index) => this.#parameterOf({ file, made }, index)))
      .filter((parameter) => parameter !== undefined);
  }

  #parameterOf({ file, made }: Made, index: number): Parameter | undefined {
    const written = nodesAt(made[0], "params")[index];
    if (written === undefined) return undefined;
    if (this.#parameters.has(written)) return this.#parameters.get(written);
    const pattern = written.type === "AssignmentPattern" ? (nodeAt(written, "left") ?? written) : written;
    const declared = this.#promisedBy(file, typeOf(pattern), made);
    const line = lineOf(file, made[0]);
    const named = { path: file.path, line, functionName: functionNameOf(made) };
    const parameter = declared && { ...named, declared, used: new Set<string>(), handedTo: [] };
    this.#parameters.set(written, parameter);
    if (parameter !== undefined) this.#gather(parameter, pattern, { file, made });
    return parameter;
  }

  /**
   * The members that a type promises, if it is made of services; undefined for every other type.
   *
   * @param around the nodes that may declare a type parameter, such as `<S extends WithDb>`
   */
  #promisedBy(
    file: Source,
    type: SyntaxNode | undefined,
    around: readonly SyntaxNode[],
  ): ReadonlySet<string> | undefined {
    if (type?.type === "TSIntersectionType") {
      const parts = nodesAt(type, "types").map((part) => this.#promisedBy(file, part, around));
      const promised = parts.filter((part) => part !== undefined);
      return promised.length === 0 ? undefined : new Set(promised.flatMap((part) => [...part]));
    }
    const name = type?.type === "TSTypeReference" ? nameOf(nodeAt(type, "typeName")) : undefined;
    if (type === undefined || name === undefined) return undefined;
    if (name === "Pick") {
      const [from, picked] = nodesAt(type, "typeArguments").flatMap((all) => nodesAt(all, "params"));
      const promised = this.#promisedBy(file, from, around);
      return promised && new Set([...promised].filter((member) => picked && literalsWithin(picked).includes(member)));
    }
    const variable = around
      .flatMap((each) => nodesAt(each, "typeParameters").flatMap((all) => nodesAt(all, "params")))
      .find((each) => nameOf(nodeAt(each, "name")) === name);
    if (variable !== undefined) return this.#promisedBy(file, nodeAt(variable, "constraint"), []);
    const found = this.#declarations.named(file, name);
    if (found?.node.type === "TSTypeAliasDeclaration")
      return this.#promisedBy(found.file, nodeAt(found.node, "typeAnnotation"), []);
    const member = found && serviceOf(found.node);
    return member === undefined ? undefined : new Set([member]);
  }

  /** Adds all that becomes of the parameter in its function. */
  #gather(parameter: Parameter, pattern: SyntaxNode, { file, made: [made, ...above] }: Made): void {
    const name = nameOf(pattern);
    const body = nodeAt(made, "body");
    if (pattern.type === "ObjectPattern") addUses(parameter, membersOf(pattern));
    else if (name === undefined || body === undefined || JOINS_ALL.test(file.path)) addUses(parameter);
    else
      for (const place of placesWithin([body, made, ...above])) {
        const [node, ...around] = place;
        if (nameOf(node) !== name || isOnlyAName(node, around[0])) continue;
        if (around.slice(0, around.indexOf(made)).some((each) => bindsItself(each, name))) continue;
        for (const use of placesOfField(place) ?? [place]) this.#addUse(parameter, file, use);
      }
  }

  /** Adds what becomes of the parameter at one place that names it. */
  #addUse(parameter: Parameter, file: Source, [node, ...around]: Placed): void {
    const [parent] = around;
    const isRead = parent?.type === "MemberExpression" && nodeAt(parent, "object") === node;
    const bound = parent?.type === "VariableDeclarator" ? nodeAt(parent, "id") : undefined;
    if (isRead && field(parent, "computed") !== true) addUses(parameter, [nameOf(nodeAt(parent, "property")) ?? ""]);
    else if (bound?.type === "ObjectPattern") addUses(parameter, membersOf(bound));
    else {
      const spread = parent?.type === "SpreadElement" ? around[1] : undefined; // { ...services, db: trx }
      const target = this.#targetOf(file, spread ?? node, spread === undefined ? around : around.slice(2));
      if (target === undefined) addUses(parameter);
      else parameter.handedTo.push({ target, replaced: (spread && membersOf(spread)) ?? [] });
    }
  }

  /** The parameter that an argument of a call becomes, if the callee can be found and takes services there. */
  #targetOf(file: Source, argument: SyntaxNode, [call, ...above]: readonly SyntaxNode[]): Parameter | undefined {
    const isCall = call?.type === "CallExpression" || call?.type === "NewExpression";
    const index = isCall ? nodesAt(call, "arguments").indexOf(argument) : -1;
    const callee = isCall ? nodeAt(call, "callee") : undefined;
    const found = callee && index >= 0 ? this.#calleeOf(file, callee, above) : undefined;
    return found && this.#parameterOf(found, index);
  }

  /** Finds what is called: `f()`, `new C()`, `this.m()`, `C.m()`, `object.m()` or `services.member.m()`. */
  #calleeOf(file: Source, callee: SyntaxNode, above: readonly SyntaxNode[]): Made | undefined {
    const name = nameOf(callee);
    const found = name === undefined ? undefined : this.#declarations.named(file, name);
    if (found !== undefined) return functionOf(found);
    const object = nodeAt(callee, "object");
    const holder = object && this.#holderOf(file, object, above);
    return holder && methodOf(holder, nameOf(nodeAt(callee, "property")) ?? "");
  }

  /** Finds the class or the object literal that has the methods of an expression. */
  #holderOf(file: Source, object: SyntaxNode, above: readonly SyntaxNode[]): Declaration | undefined {
    const around = above.find(({ type }) => type === "ClassDeclaration");
    if (object.type === "ThisExpression") return around && { file, node: around };
    if (object.type === "Identifier") return this.#declarations.named(file, nameOf(object) ?? "");
    const service = this.#services.get(nameOf(nodeAt(object, "property")) ?? "");
    const [member] = service === undefined ? [] : membersOfInterface(service.node);
    const type = member && typeOf(member);
    return service && this.#declarations.named(service.file, nameOf(type && nodeAt(type, "typeName")) ?? "");
  }
}

/** Marks members as used: all that the type promises, if `members` is undefined. */
function addUses({ declared, used }: Parameter, members?: readonly string[]): void {
  for (const member of members ?? declared) if (declared.has(member)) used.add(member);
}

/** The one member that the interface of a service has, such as `db`; undefined for every other declaration. */
function serviceOf(declaration: SyntaxNode): string | undefined {
  if (!SERVICE.test(nameOf(nodeAt(declaration, "id")) ?? "")) return undefined;
  const members = membersOfInterface(declaration);
  const isAlone = members.length === 1 && nodesAt(declaration, "extends").length === 0;
  return isAlone ? nameOf(members[0] && nodeAt(members[0], "key")) : undefined;
}

function membersOfInterface(declaration: SyntaxNode): readonly SyntaxNode[] {
  const body = declaration.type === "TSInterfaceDeclaration" ? nodeAt(declaration, "body") : undefined;
  return body === undefined ? [] : nodesAt(body, "body");
}

/** The literals of a type: both of `"clock" | "db"`. */
const literalsWithin = (type: SyntaxNode): readonly string[] =>
  everyNodeOf(type).flatMap((node) => (node.type === "Literal" ? (textAt(node, "value") ?? []) : []));

/** The keys of an object or a pattern; undefined if it takes a rest, which may hold anything. */
function membersOf(object: SyntaxNode): readonly string[] | undefined {
  const properties = nodesAt(object, "properties");
  if (properties.some(({ type }) => type === "RestElement")) return undefined;
  return properties.flatMap((each) => nameOf(nodeAt(each, "key")) ?? []);
}

/** Tells a name that is no value here: the member in `a.services`, the key in `{ services: 1 }`, a name in a type. */
function isOnlyAName(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  if (parent?.type === "MemberExpression")
    return nodeAt(parent, "property") === node && field(parent, "computed") !== true;
  if (parent?.type === "Property") return nodeAt(parent, "value") !== node;
  return parent?.type.startsWith("TSType") ?? false;
}

/** Tells a function within whose own parameter has the name. */
const bindsItself = (node: SyntaxNode, name: string): boolean =>
  isFunction(node) &&
  nodesAt(node, "params").some((each) => nameOf(each) === name || (membersOf(each) ?? []).includes(name));

/** Every place of a class that reads the field which `this.#services = services` sets there; undefined if the place is no such right side. */
function placesOfField([value, assignment, ...above]: Placed): readonly Placed[] | undefined {
  const left = assignment?.type === "AssignmentExpression" ? nodeAt(assignment, "left") : undefined;
  const name = left && fieldOfThis(left);
  const index = above.findIndex(({ type }) => type === "ClassBody");
  const [body, ...around] = above.slice(index);
  if (name === undefined || body === undefined || index < 0 || left === value) return undefined;
  return [...placesWithin([body, ...around])].filter(([node]) => node !== left && fieldOfThis(node) === name);
}

function fieldOfThis(node: SyntaxNode): string | undefined {
  const isOfThis = node.type === "MemberExpression" && nodeAt(node, "object")?.type === "ThisExpression";
  return isOfThis ? nameOf(nodeAt(node, "property")) : undefined;
}

function functionNameOf([made, parent]: Placed): string {
  return (
    nameOf(nodeAt(made, "id")) ?? nameOf(parent && (nodeAt(parent, "id") ?? nodeAt(parent, "key"))) ?? "a function"
  );
}
