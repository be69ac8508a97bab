import { registry } from "@web/core/registry";

const card = ".o_kanban_record:contains(OGOship Vantaa):contains(Delivery Orders)";

registry.category("web_tour.tours").add("mycashflow_ogoship_overview", {
    steps: () => [
        { trigger: `${card} [name=ogoship]:contains(At OGOship: 1)` },
        { trigger: `${card} [name=ogoship] a:contains(Held: 1)`, run: "click" },
        { trigger: ".o_facet_value:contains(Held, here or by the warehouse)" },
        { trigger: ".o_data_row [name=ogoship_state]:contains(Held)" },
        { trigger: ".o_list_renderer:not(:has(.o_data_row:nth-child(2)))" },
    ],
});

registry.category("web_tour.tours").add("mycashflow_ogoship_forecast", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(KEITIN-X1) button[name=action_product_forecast_report]",
            run: "click",
        },
        { trigger: "[name=ogoship_out]:contains(At OGOship)" },
        { trigger: "[name=ogoship_in]:contains(Announced)" },
    ],
});
