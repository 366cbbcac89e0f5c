import { eventHandler } from "h3";
import { slow } from "../../slow.js";

export default eventHandler(() => slow());
