// What scripts add to a page that works without them: it follows the hub, it is searched while one types,
// and its tree and outline follow the reader.
import { copy, dress } from "./dress.js";
import { followHub, refresh } from "./live.js";
import { followReader } from "./outline.js";
import { openSearch } from "./search.js";
import { keepTree } from "./tree.js";

dress(document);
document.addEventListener("click", copy);
keepTree(refresh);
followReader();
openSearch();
followHub();
