import { theNest } from "./the-nest.js";

export const { Inject, Injectable, Logger } = theNest.common;
