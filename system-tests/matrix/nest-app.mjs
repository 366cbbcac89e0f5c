// What the set-ups on Nest serve. Decorators as functions: there is no compiler here.
import { setTimeout as sleep } from "node:timers/promises";
import { Controller, Get, Module, Post } from "@nestjs/common";

class Hello {
  hello() {
    return "hello\n";
  }

  slow() {
    return sleep(2_000, "slow\n");
  }
}
const decorate = (name, decorator) =>
  decorator(Hello.prototype, name, Object.getOwnPropertyDescriptor(Hello.prototype, name));
decorate("hello", Get());
decorate("slow", Get("slow"));
Object.defineProperty(Hello.prototype, "take", { value: () => "taken\n" });
decorate("take", Post());
Controller()(Hello);

export class App {}
Module({ controllers: [Hello] })(App);
