def progress_action(records, method, message, done=0, total=0):
    """The client action that shows how far a long piece of work is and asks for its next slice.

    It calls ``method`` on ``records`` again and again. Each call works for some seconds, commits,
    and returns this action again, or any other action when the work is done; a person may stop
    in between, and whatever was done stays done.

    :param str method: public method of the records, without arguments
    :param str message: what is being done, translated
    :param int done: how much of ``total`` is done; 0 of 0 when nobody knows
    """
    return {
        'type': 'ir.actions.client',
        'tag': 'mycashflow_ogoship.progress',
        'target': 'new',
        'params': {
            'model': records._name, 'ids': records.ids, 'method': method,
            'message': message, 'done': done, 'total': total,
        },
    }
