import { registry } from "@web/core/registry";

import { isDone, press, step } from "./setup_steps";

const goBack = { trigger: ".o_back_button, .breadcrumb-item:first a", run: "click" };

// Store and merchant are connected already; the rest is done from the list of steps alone.
registry.category("web_tour.tours").add("mycashflow_ogoship_set_up", {
    steps: () => [
        isDone("Connect the store"),
        isDone("Connect the warehouse"),
        { trigger: `${step("direct link")}:contains(steps are done)` },
        press("direct link", "action_do"),
        isDone("direct link"),
        press("Fetch and link", "action_do"),
        { trigger: `${step("Fetch and link")}:contains(are not linked)` },
        isDone("Have a tax"),
        press("Map the shipping", "action_open"),
        // A list on a desk, cards on a phone.
        { trigger: ".o_data_row:contains(Pikakuriiri), .o_kanban_record:contains(Pikakuriiri)" },
        { trigger: "[name=action_create_rule]:visible" },
        goBack,
        press("Compare the stock", "action_do"),
        isDone("Compare the stock"),
        press("Choose what", "action_do"),
        isDone("Choose what"),
        press("Switch on latest", "action_do"),
        isDone("Switch on latest"),
        // The whole card leads to where the step is done.
        { trigger: `${step("Ship the first")} .fw-bold`, run: "click" },
        { trigger: ".modal button[name=action_fetch]:visible" },
        { trigger: ".modal .btn-close", run: "click" },
        { trigger: `${step("Ship the first")}:contains(Waiting: 0)` },
    ],
});
