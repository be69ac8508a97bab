import { Component, onMounted, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

const PROGRESS_TAG = "mycashflow_ogoship.progress";
const RELOAD = { type: "ir.actions.client", tag: "soft_reload" };

/**
 * Shows how far a long piece of work is, and asks the server for one slice of it after the other.
 * A slice that is done stays done: whoever stops in between can go on later.
 */
export class ProgressDialog extends Component {
    static template = "mycashflow_ogoship.ProgressDialog";
    static components = { Dialog };
    static props = {
        params: Object, // as of progress_action() in models/progress.py
        finish: Function, // is given the action that comes next, if there is any
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ params: this.props.params, isStopping: false });
        this.env.dialogData.dismiss = () => this.stop();
        onMounted(() => {
            this.working = this.work();
        });
    }

    get percent() {
        const { done, total } = this.state.params;
        return total ? Math.min(100, Math.round((100 * done) / total)) : 0;
    }

    /** One slice after the other, until another action comes back or a person stops. */
    async work() {
        let next;
        try {
            do {
                const { model, method, ids } = this.state.params;
                next = await this.orm.call(model, method, [ids]);
                if (next?.tag !== PROGRESS_TAG) {
                    return this.leave(next);
                }
                this.state.params = next.params;
            } while (!this.state.isStopping);
        } catch (error) {
            this.leave(RELOAD);
            throw error; // for the web client to show
        }
        this.leave(RELOAD);
    }

    leave(next) {
        this.props.finish(next);
        this.props.close();
    }

    stop() {
        this.state.isStopping = true;
        return this.working;
    }
}

/** @returns {Promise<Object|undefined>} the action that comes after the work */
function showProgress(env, { params }) {
    return new Promise((finish) => {
        env.services.dialog.add(ProgressDialog, { params, finish }, { onClose: () => finish() });
    });
}

registry.category("actions").add(PROGRESS_TAG, showProgress);
