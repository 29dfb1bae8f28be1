// Reads names of modules from the arguments; prints, as JSON, what each reads without declaring or
// importing it: `{file: [names]}`. What it reads of the document counts, too: `document.title`.

import { readFileSync } from "node:fs";
import { parse } from "acorn";

function bound(pattern, names) {
  if (!pattern) return;
  if (pattern.type === "Identifier") names.add(pattern.name);
  else if (pattern.type === "ObjectPattern") {
    for (const each of pattern.properties) bound(each.value || each.argument, names);
  } else if (pattern.type === "ArrayPattern") pattern.elements.forEach((each) => bound(each, names));
  else if (pattern.type === "AssignmentPattern") bound(pattern.left, names);
  else if (pattern.type === "RestElement") bound(pattern.argument, names);
}

const isFunction = (node) => /Function/.test(node.type);

// What is declared in a scope, whatever the block: enough, since no name has two meanings there.
function declared(node, names) {
  for (const child of children(node)) {
    if (child.type === "VariableDeclarator" || child.type === "CatchClause") {
      bound(child.id || child.param, names);
    }
    if (/^Import.*Specifier$/.test(child.type)) names.add(child.local.name);
    if (/^(Function|Class)Declaration$/.test(child.type)) names.add(child.id.name);
    if (!isFunction(child)) declared(child, names);
  }
  return names;
}

function children(node) {
  return Object.entries(node)
    .filter(([key]) => !(key === "key" && !node.computed && !node.shorthand)
      && !(key === "property" && !node.computed) && key !== "local" && key !== "exported"
      && key !== "imported")
    .flatMap(([, value]) => value).filter((value) => value && typeof value.type === "string");
}

function read(node, scopes, found) {
  if (node.type === "MetaProperty") return found;
  if (node.type === "MemberExpression" && node.object.name === "document" && !node.computed
    && !scopes.some((scope) => scope.has("document"))) found.add("document." + node.property.name);
  if (node.type === "Identifier" && !scopes.some((scope) => scope.has(node.name))) found.add(node.name);
  let inner = scopes;
  if (isFunction(node)) {
    const names = declared(node, new Set(["arguments"]));
    node.params.forEach((param) => bound(param, names));
    if (node.id) names.add(node.id.name);
    inner = [names, ...scopes];
  }
  for (const child of children(node)) read(child, inner, found);
  return found;
}

const told = {};
for (const file of process.argv.slice(2)) {
  const tree = parse(readFileSync(file, "utf8"), { ecmaVersion: "latest", sourceType: "module" });
  told[file] = [...read(tree, [declared(tree, new Set())], new Set())].sort();
}
console.log(JSON.stringify(told));
