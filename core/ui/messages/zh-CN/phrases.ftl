# Canned phrases: where something is written, and their pages.

phrases-title = 常用语
phrases-intro = 反复要写的话。回复时输入斜杠和代码即可调出。
phrases-own = 我的常用语
phrases-own-intro = 只有您能看到。回复时输入斜杠和代码即可调出。
phrases-own-link = 我的常用语
phrases-open = 常用语
phrases-offered = 常用语
phrases-offered-count = { $count } 条常用语。用方向键选择，回车填入。
phrases-find = 查找常用语
phrases-found =
    { $count ->
        [0] 没有常用语
       *[other] { $count } 条常用语
    }
phrases-more = 还有 { $count } 条，可输入文字查找。
phrases-none = 还没有常用语
phrases-none-text = 把常用的问候或回答写下来。
phrases-new = 新建常用语
phrases-change-title = 修改常用语
phrases-change = 修改“{ $name }”
phrases-remove = 删除“{ $name }”
phrases-remove-text = 已经用它写好的内容保持不变。
phrases-remove-verb = 删除常用语
phrases-saved = 常用语已保存。
phrases-overtaken = 常用语刚被改动
phrases-overtaken-text = 列表显示的是现在的内容。请再看一遍您的修改，然后重新保存。
phrases-name = 标题
phrases-code = 代码
phrases-code-hint = 前面加斜杠即可调出。
phrases-category = 分类
phrases-text = 内容
phrases-text-hint = 花括号中的名称会自动填入：{"{{"}ticket.number{"}}"}、{"{{"}ticket.contact{"}}"}、{"{{"}company.name{"}}"}。
phrases-scope = 适用对象
phrases-from-table = 从表格添加
phrases-from-table-hint = XLSX、XLS 或 CSV，列为代码、标题、内容、分类。
phrases-row-wrong = 表格中第 { $row } 条：{ $why }
phrases-problem-required = 此项必填。
phrases-problem-too-long = 内容过长。
phrases-problem-one-line = 只能是一行。
phrases-problem-not-a-code = 只能用文字、数字、- 和 _。
phrases-problem-taken = 已有常用语使用此代码。
phrases-problem-unknown-placeholder = 花括号中有无法识别的名称。
phrases-problem-too-many = 最多 500 条常用语。
phrases-problem-too-large = 全部内容加起来过长。
phrases-problem-empty = 表格中没有常用语。
phrases-problem-not-a-table = 此文件不是表格。
phrases-problem-other = 无法保存。
